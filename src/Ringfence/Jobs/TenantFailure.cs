namespace Ringfence.Jobs;

/// <summary>A tenant whose work failed.</summary>
public sealed record TenantFailure
{
    /// <summary>The tenant.</summary>
    public required TenantId TenantId { get; init; }

    /// <summary>
    /// What its work threw; null after the first <see cref="TenantRunResult.MaxExceptions"/> of a run, which are in the
    /// log only: what fails for so many has few causes, and each exception keeps what it refers to in memory.
    /// </summary>
    public required Exception? Exception { get; init; }
}
