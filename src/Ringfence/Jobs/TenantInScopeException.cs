namespace Ringfence.Jobs;

/// <summary>Work for many tenants was about to begin inside the scope of one; nothing has run.</summary>
/// <param name="tenantId">The tenant in scope.</param>
public sealed class TenantInScopeException(TenantId tenantId)
    : RingfenceException(
        "RF1011",
        $"Tenant {tenantId} is in scope, and what acts for one tenant does not start work for all. Start the run outside"
            + " every scope: from a hosted service, or from an endpoint that needs no tenant."
    )
{
    /// <summary>The tenant in scope.</summary>
    public TenantId TenantId { get; } = tenantId;
}
