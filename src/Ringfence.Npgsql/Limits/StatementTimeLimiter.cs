using System.Threading.RateLimiting;

namespace Ringfence.Npgsql.Limits;

/// <summary>
/// One tenant's statement time: a token bucket that may owe, since what a statement takes is known only when it is over.
/// A permit is a microsecond. No permits at all ask whether a statement may start; some are taken in any case.
/// </summary>
internal sealed class StatementTimeLimiter : RateLimiter
{
    /// <summary>However long a statement ran, its tenant is not shut out for longer than so many windows.</summary>
    public const int LongestDebt = 10;

    private readonly Lock _lock = new();
    private readonly TimeSpan _budget;
    private readonly TimeSpan _window;
    private readonly TimeProvider _time;
    private TimeSpan _balance;
    private long _counted;
    private long _used;

    public StatementTimeLimiter(TimeSpan budget, TimeSpan window, TimeProvider time)
    {
        _balance = _budget = budget;
        _window = window;
        _time = time;
        _counted = _used = time.GetTimestamp();
    }

    /// <summary>Null while anything is owed or used: the limiter may not be thrown away then.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
            {
                Refill();
                return _balance < _budget ? null : _time.GetElapsedTime(_used);
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    /// <summary>Whoever wants this many permits holds no more than an integer of them at a _time.</summary>
    public static IEnumerable<int> Permits(TimeSpan elapsed)
    {
        for (var rest = (long)elapsed.TotalMicroseconds; rest > 0; rest -= int.MaxValue)
        {
            yield return (int)Math.Min(rest, int.MaxValue);
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            Refill();
            _used = _counted;
            if (permitCount > 0)
            {
                _balance = Max(_balance - TimeSpan.FromMicroseconds(permitCount), -_budget * LongestDebt);
                return StatementTimeLease.Granted;
            }

            return _balance > TimeSpan.Zero
                ? StatementTimeLease.Granted
                : new StatementTimeLease((-_balance * (_window / _budget)) + TimeSpan.FromMilliseconds(1));
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(AttemptAcquireCore(permitCount));

    private void Refill()
    {
        var now = _time.GetTimestamp();
        var refilled = _balance + (_time.GetElapsedTime(_counted, now) * (_budget / _window));
        _balance = refilled < _budget ? refilled : _budget;
        _counted = now;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
