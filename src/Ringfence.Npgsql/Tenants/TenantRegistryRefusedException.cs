namespace Ringfence.Npgsql.Tenants;

/// <summary>The registry was not changed, or not shown.</summary>
/// <param name="tenantId">The tenant that was asked for; null for all.</param>
/// <param name="reason">Why, and what to do.</param>
/// <param name="inner">The server's error.</param>
public sealed class TenantRegistryRefusedException(TenantId? tenantId, string reason, Exception inner)
    : RingfenceException(
        "RF3042",
        $"The tenant registry refused{(tenantId is null ? "" : $" for tenant {tenantId}")}. {reason}",
        inner
    )
{
    /// <summary>The tenant that was asked for; null for all.</summary>
    public TenantId? TenantId { get; } = tenantId;
}
