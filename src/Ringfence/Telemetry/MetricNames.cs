namespace Ringfence.Telemetry;

/// <summary>The instruments of <see cref="TelemetryNames.Meter"/>.</summary>
public static class MetricNames
{
    /// <summary>Counter: statements that were bound to a tenant.</summary>
    public const string Binds = "ringfence.binds";

    /// <summary>Counter: statements and connections that were refused, by code.</summary>
    public const string Refusals = "ringfence.refusals";

    /// <summary>Counter: statements for which no tenant was in scope.</summary>
    public const string MissingTenants = "ringfence.missing_tenants";

    /// <summary>Counter: connections opened across tenants.</summary>
    public const string AdminOpens = "ringfence.admin.opens";

    /// <summary>Counter: what was refused because a tenant had reached a limit.</summary>
    public const string LimitsHit = "ringfence.limits.hit";

    /// <summary>Histogram, seconds: how long callers waited for one of their tenant's connections to come free.</summary>
    public const string LimitWait = "ringfence.limits.wait.duration";

    /// <summary>Up-down counter: connections that count against a tenant's limit now.</summary>
    public const string LimitConnections = "ringfence.limits.connections";

    /// <summary>Up-down counter: callers that wait for one of their tenant's connections now.</summary>
    public const string LimitWaiting = "ringfence.limits.waiting";

    /// <summary>Histogram, seconds: from sending a statement until its reader is closed.</summary>
    public const string StatementDuration = "ringfence.statement.duration";
}
