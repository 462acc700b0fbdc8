using System.Collections.Immutable;
using Ringfence.Tenants;

namespace Ringfence.Jobs;

/// <summary>One run over many tenants: who is next, and what became of those before.</summary>
internal sealed class TenantRun(
    ImmutableArray<TenantId> tenants,
    TenantRunOptions options,
    CancellationToken cancellationToken
)
{
    private readonly Lock _lock = new();
    private readonly ImmutableArray<TenantFailure>.Builder _failures = ImmutableArray.CreateBuilder<TenantFailure>();
    private readonly ImmutableArray<TenantNotActiveException>.Builder _refused =
        ImmutableArray.CreateBuilder<TenantNotActiveException>();
    private readonly ImmutableArray<TenantId>.Builder _interrupted = ImmutableArray.CreateBuilder<TenantId>();

    private volatile bool _isStopped;
    private int _started;
    private int _succeeded;

    /// <summary>
    /// The tenants, until the run is cancelled or stopped. Enumerated once, by one thread at a time, as
    /// <see cref="Parallel"/> does.
    /// </summary>
    public IEnumerable<TenantId> Start()
    {
        while (_started < tenants.Length && !_isStopped && !cancellationToken.IsCancellationRequested)
        {
            yield return tenants[_started++];
        }
    }

    public void Succeeded(TenantId tenantId)
    {
        lock (_lock)
        {
            _succeeded++;
            Report(tenantId);
        }
    }

    public void Failed(TenantId tenantId, Exception exception)
    {
        lock (_lock)
        {
            var isKept = _failures.Count < TenantRunResult.MaxExceptions;
            _failures.Add(new() { TenantId = tenantId, Exception = isKept ? exception : null });
            _isStopped |= options.OnFailure == OnFailure.Stop;
            Report(tenantId);
        }
    }

    public void Refused(TenantNotActiveException refusal)
    {
        lock (_lock)
        {
            _refused.Add(refusal);
            Report(refusal.TenantId);
        }
    }

    public void Interrupted(TenantId tenantId)
    {
        lock (_lock)
        {
            _interrupted.Add(tenantId);
        }
    }

    /// <summary>The result, once everything that was started has ended.</summary>
    public TenantRunResult End() =>
        new()
        {
            Total = tenants.Length,
            Succeeded = _succeeded,
            Failures = _failures.DrainToImmutable(),
            Refused = _refused.DrainToImmutable(),
            Interrupted = _interrupted.ToImmutable(),
            NotStarted = tenants[_started..],
            IsCancelled = _interrupted.Count > 0 || (_started < tenants.Length && !_isStopped),
        };

    private void Report(TenantId tenantId) =>
        options.Progress?.Report(
            new()
            {
                TenantId = tenantId,
                Total = tenants.Length,
                Succeeded = _succeeded,
                Failed = _failures.Count,
                Refused = _refused.Count,
            }
        );
}
