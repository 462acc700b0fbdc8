namespace Ringfence.Npgsql.Limits;

/// <summary>Who pays for a statement: the tenant that had the connection when it was sent.</summary>
internal readonly record struct StatementBill(TenantLimiter Limiter, LimitedTenant Tenant)
{
    public TimeProvider Time => Limiter.Time;

    public void Pay(TimeSpan elapsed) => Limiter.Charge(Tenant, elapsed);
}
