namespace Ringfence.Tenants;

/// <summary>Knows the tenants that there are.</summary>
/// <remarks>
/// It is asked with no tenant in scope, before every request and job: keep the answer in memory. Threads: one instance
/// serves many callers at once.
/// </remarks>
public interface ITenantStore
{
    /// <summary>What the tenant may do; null for one that is not known.</summary>
    ValueTask<TenantState?> FindStateAsync(TenantId tenantId, CancellationToken cancellationToken);

    /// <summary>The tenants that are active, in the order of their ids; read as it is enumerated.</summary>
    IAsyncEnumerable<TenantId> ListActiveAsync(CancellationToken cancellationToken);
}
