using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Ringfence;
using Ringfence.Tenants;

namespace UnitTests.Jobs;

/// <summary>A store of these tenants, which keeps what was in scope when it was asked.</summary>
internal sealed class ListedTenants(params (TenantId Id, TenantState State)[] tenants) : ITenantStore
{
    public ConcurrentQueue<TenantId?> InScopeWhenAsked { get; } = [];

    public static ListedTenants Active(params TenantId[] ids) => new([.. ids.Select(id => (id, TenantState.Active))]);

    public ValueTask<TenantState?> FindStateAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        InScopeWhenAsked.Enqueue(TenantScope.Current);
        return ValueTask.FromResult<TenantState?>(
            tenants.FirstOrDefault(tenant => tenant.Id == tenantId) is { Id: not null } found ? found.State : null
        );
    }

    public async IAsyncEnumerable<TenantId> ListActiveAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var (id, state) in tenants)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (state == TenantState.Active)
            {
                yield return id;
            }
        }
    }
}
