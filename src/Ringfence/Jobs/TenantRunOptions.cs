namespace Ringfence.Jobs;

/// <summary>How a run over many tenants behaves.</summary>
public sealed class TenantRunOptions
{
    /// <summary>What one tenant's failure means for the others. A tenant that is refused has not failed.</summary>
    public OnFailure OnFailure { get; set; } = OnFailure.Continue;

    /// <summary>
    /// Told after each tenant whose work ended or was refused, one call at a time, from any thread. What it throws is
    /// thrown by the run, which then starts no more tenants and has no result.
    /// </summary>
    public IProgress<TenantRunProgress>? Progress { get; set; }
}
