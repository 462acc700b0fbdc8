namespace Ringfence.Npgsql.Limits;

/// <summary>
/// What limiters are kept by. With the limits in it, a tenant whose limits change gets new limiters, and what still runs
/// under the old ones is given back to those.
/// </summary>
internal readonly record struct LimitedTenant(TenantId TenantId, TenantLimits Limits);
