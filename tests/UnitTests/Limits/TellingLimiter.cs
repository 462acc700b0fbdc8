using System.Threading.RateLimiting;

namespace UnitTests.Limits;

/// <summary>A limiter that tells when it is thrown away.</summary>
internal sealed class TellingLimiter(RateLimiter inner, TaskCompletionSource gone) : RateLimiter
{
    public override TimeSpan? IdleDuration => inner.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => inner.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => inner.AttemptAcquire(permitCount);

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount,
        CancellationToken cancellationToken
    ) => inner.AcquireAsync(permitCount, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
        gone.TrySetResult();
    }
}
