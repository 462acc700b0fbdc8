namespace Ringfence.Npgsql.Health;

/// <summary>What the health check bears.</summary>
public sealed class TenantHealthOptions
{
    /// <summary>Degraded once the newest key or password is older than this.</summary>
    public TimeSpan MaxKeyAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Degraded once the newest key or password ends within this.</summary>
    public TimeSpan MinKeyLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an answer is given again, so that many probes ask the database once.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the database may take to answer, a connection from the pool included.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
