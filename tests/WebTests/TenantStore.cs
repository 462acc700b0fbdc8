using System.Collections.Concurrent;
using Ringfence;
using Ringfence.Tenants;

namespace WebTests;

/// <summary>Knows tenants in memory; a test may change what they are while the service runs.</summary>
internal sealed class TenantStore : ITenantStore
{
    private readonly ConcurrentDictionary<string, TenantState> _states = new(StringComparer.Ordinal);
    private int _questions;

    public int Questions => _questions;

    /// <summary>The tenant that was in scope at the last question.</summary>
    public string? InScope { get; private set; }

    public TenantState this[string tenant]
    {
        set => _states[tenant] = value;
    }

    public ValueTask<TenantState?> FindStateAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        InScope = Tenants.Current;
        return ValueTask.FromResult<TenantState?>(_states.TryGetValue(tenantId.Value, out var state) ? state : null);
    }

    public IAsyncEnumerable<TenantId> ListActiveAsync(CancellationToken cancellationToken) =>
        _states
            .Where(pair => pair.Value == TenantState.Active)
            .Select(pair => TenantId.Parse(pair.Key, TenantIdType.Uuid))
            .ToAsyncEnumerable();
}
