using System.Threading.RateLimiting;

namespace Ringfence.Npgsql.Limits;

/// <summary>One connection that counts as a tenant's, until it is disposed: once, from whichever thread comes first.</summary>
internal sealed class HeldConnection(TenantLimiter limiter, LimitedTenant tenant, RateLimitLease? lease) : IDisposable
{
    private int _given;

    public LimitedTenant Tenant => tenant;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _given, 1) == 0)
        {
            lease?.Dispose();
            limiter.Returned(lease);
        }
    }
}
