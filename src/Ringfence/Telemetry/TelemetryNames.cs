namespace Ringfence.Telemetry;

/// <summary>What to listen to: <c>AddSource(TelemetryNames.Source)</c>, <c>AddMeter(TelemetryNames.Meter)</c>.</summary>
public static class TelemetryNames
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string Source = "Ringfence";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string Meter = "Ringfence";
}
