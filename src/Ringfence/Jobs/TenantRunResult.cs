using System.Collections.Immutable;
using Ringfence.Tenants;

namespace Ringfence.Jobs;

/// <summary>
/// How a run over many tenants ended. Each tenant is counted once: succeeded, failed, refused, interrupted or not
/// started.
/// </summary>
public sealed record TenantRunResult
{
    /// <summary>The failures of a run that keep their exception.</summary>
    public const int MaxExceptions = 1000;

    /// <summary>How many tenants there were.</summary>
    public required int Total { get; init; }

    /// <summary>For how many the work succeeded.</summary>
    public required int Succeeded { get; init; }

    /// <summary>Those whose work threw, in the order in which it did.</summary>
    public required ImmutableArray<TenantFailure> Failures { get; init; }

    /// <summary>Those that the store knows as suspended or deleted, or not at all: nothing ran for them.</summary>
    public required ImmutableArray<TenantNotActiveException> Refused { get; init; }

    /// <summary>Those whose work gave up when the run was cancelled; it may have done a part.</summary>
    public required ImmutableArray<TenantId> Interrupted { get; init; }

    /// <summary>Those whose work never began, in their order: the run was cancelled, or stopped at a failure.</summary>
    public required ImmutableArray<TenantId> NotStarted { get; init; }

    /// <summary>Whether the caller's token kept a tenant's work from beginning or ending.</summary>
    public required bool IsCancelled { get; init; }

    /// <summary>Throws unless the work ran to its end for every tenant that may run. Refused tenants are no failure.</summary>
    /// <exception cref="TenantRunFailedException">A tenant's work failed.</exception>
    /// <exception cref="OperationCanceledException">None failed, but the run was cancelled.</exception>
    public void ThrowIfFailed()
    {
        if (!Failures.IsEmpty)
        {
            throw new TenantRunFailedException(this);
        }

        if (IsCancelled)
        {
            throw new OperationCanceledException(
                $"The run was cancelled: {Interrupted.Length} tenants were interrupted, {NotStarted.Length} not started."
            );
        }
    }
}
