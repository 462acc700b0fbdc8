using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace Ringfence.Npgsql.Limits;

/// <summary>Says that a tenant is being limited: once a minute for each, however many of its statements are refused.</summary>
internal sealed class LimitLog(ILogger logger) : IDisposable
{
    private readonly PartitionedRateLimiter<TenantId> _perMinute = PartitionedRateLimiter.Create<TenantId, TenantId>(
        tenantId =>
            RateLimitPartition.GetFixedWindowLimiter(
                tenantId,
                _ => new() { PermitLimit = 1, Window = TimeSpan.FromMinutes(1) }
            )
    );

    public void Limited(TenantLimitedException refusal, string limit)
    {
        using var lease = _perMinute.AttemptAcquire(refusal.TenantId);
        if (lease.IsAcquired)
        {
            logger.TenantLimited(refusal.TenantId, limit, refusal.RetryAfter);
        }
    }

    public void Dispose() => _perMinute.Dispose();
}
