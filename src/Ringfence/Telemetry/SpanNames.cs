namespace Ringfence.Telemetry;

/// <summary>The spans of <see cref="TelemetryNames.Source"/>.</summary>
public static class SpanNames
{
    /// <summary>One execution, until its reader is closed; the driver's own span is inside it.</summary>
    public const string Statement = "ringfence.statement";

    /// <summary>One tenant's run of a job.</summary>
    public const string Job = "ringfence.job";

    /// <summary>A connection across tenants, while it is open.</summary>
    public const string Admin = "ringfence.admin";
}
