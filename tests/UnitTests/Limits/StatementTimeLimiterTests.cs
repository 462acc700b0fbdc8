using System.Threading.RateLimiting;
using Ringfence.Npgsql.Limits;

namespace UnitTests.Limits;

public sealed class StatementTimeLimiterTests
{
    private readonly SetTime _time = new();

    [Fact]
    public void What_is_used_comes_back_evenly()
    {
        using var limiter = New();
        Pay(limiter, seconds: 2);
        Assert.False(MayStart(limiter, out var first));

        _time.Now += TimeSpan.FromSeconds(1);
        Pay(limiter, seconds: 0.7);

        Assert.False(MayStart(limiter, out var second));
        Assert.InRange(first.TotalSeconds, 0, 0.01);
        Assert.InRange(second.TotalSeconds, 2.5, 2.51);
        _time.Now += second;
        Assert.True(MayStart(limiter, out _));
    }

    [Fact]
    public void No_more_is_saved_than_one_windows()
    {
        using var limiter = New();
        _time.Now += TimeSpan.FromHours(1);

        Pay(limiter, seconds: 2.5);

        Assert.False(MayStart(limiter, out var retryAfter));
        Assert.InRange(retryAfter.TotalSeconds, 2.5, 2.51);
    }

    [Fact]
    public void A_debt_is_not_carried_for_longer_than_ten_windows()
    {
        using var limiter = New();

        Pay(limiter, seconds: 3600 * 3);

        Assert.False(MayStart(limiter, out var retryAfter));
        Assert.InRange(retryAfter.TotalSeconds, 100, 100.01);
    }

    [Fact]
    public void It_is_idle_only_when_nothing_is_used()
    {
        using var limiter = New();
        Assert.Equal(TimeSpan.Zero, limiter.IdleDuration);

        Pay(limiter, seconds: 1);
        Assert.Null(limiter.IdleDuration);
        _time.Now += TimeSpan.FromSeconds(4.9);
        Assert.Null(limiter.IdleDuration);
        _time.Now += TimeSpan.FromSeconds(0.2);

        Assert.Equal(TimeSpan.FromSeconds(5.1), limiter.IdleDuration);
    }

    [Fact]
    public async Task A_partitioned_limiter_forgets_a_tenant_that_is_idle()
    {
        var gone = new TaskCompletionSource();
        await using var tenants = PartitionedRateLimiter.Create<int, int>(tenant =>
            RateLimitPartition.Get(tenant, _ => new TellingLimiter(New(), gone))
        );
        tenants.AttemptAcquire(1, 0).Dispose();

        _time.Now += TimeSpan.FromMinutes(1);

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static void Pay(StatementTimeLimiter limiter, double seconds)
    {
        foreach (var permits in StatementTimeLimiter.Permits(TimeSpan.FromSeconds(seconds)))
        {
            Assert.True(limiter.AttemptAcquire(permits).IsAcquired);
        }
    }

    private static bool MayStart(StatementTimeLimiter limiter, out TimeSpan retryAfter)
    {
        using var lease = limiter.AttemptAcquire(0);
        lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter);
        return lease.IsAcquired;
    }

    private StatementTimeLimiter New() => new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), _time);
}
