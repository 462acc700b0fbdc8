namespace Ringfence.AspNetCore;

/// <summary>
/// The request feature that holds the tenant, for code that has the request but runs outside the scope: an access log
/// in front of <c>UseRingfence</c>. Absent where the request was refused or its endpoint runs without a tenant.
/// </summary>
/// <remarks>It outlives the scope: statements take their tenant from <see cref="TenantScope"/>, never from here.</remarks>
public interface ITenantFeature
{
    /// <summary>The tenant that the request was let in for.</summary>
    TenantId Tenant { get; }
}
