using Ringfence.Tenants;

namespace Ringfence.Npgsql.Tenants;

/// <summary>
/// Answers in memory, of known and of unknown tenants. An answer is given only while changes are heard, or for a short
/// age; what was read before a change was heard is not kept after it.
/// </summary>
/// <remarks>
/// Not the memory cache of Microsoft.Extensions: that one has a clock of its own, drops new entries rather than old ones
/// when it is full, and knows neither marks nor the order of reads and changes.
/// </remarks>
internal sealed class TenantCache(TenantStoreOptions options)
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly TimeSpan _heardFor = options.ListenerCheck * 2;
    private readonly BoundedAnswers _known = new(options.Capacity);
    private readonly BoundedAnswers _unknown = new(options.UnknownCapacity);
    private long _round;
    private long _heardAt;
    private bool _hears;

    /// <summary>How many answers are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _known.Count + _unknown.Count;
            }
        }
    }

    /// <summary>Changes with every change that is heard: take it before a read that is to be kept.</summary>
    public long Round => Volatile.Read(ref _round);

    /// <summary>
    /// False where the database must be asked. Whether changes are heard is looked at before the answer: when that begins,
    /// all answers go first.
    /// </summary>
    public bool TryGet(TenantId tenantId, out TenantState? state)
    {
        var age = Age;
        if (
            (
                _known.TryGet(tenantId.Value, out var answer, out var readAt)
                || _unknown.TryGet(tenantId.Value, out answer, out readAt)
            )
            && _time.GetElapsedTime(readAt) < age
        )
        {
            state = answer.State;
            return true;
        }

        state = null;
        return false;
    }

    /// <summary>Keeps an answer, unless a change was heard since its read began.</summary>
    /// <param name="tenantId">Whose it is.</param>
    /// <param name="answer">What the database said.</param>
    /// <param name="round">The <see cref="Round"/> before the read.</param>
    /// <param name="readAt">The clock's timestamp before the read.</param>
    public void Keep(TenantId tenantId, TenantAnswer answer, long round, long readAt)
    {
        lock (_lock)
        {
            if (round != _round)
            {
                return;
            }

            _known.Remove(answer.Mark);
            _unknown.Remove(answer.Mark);
            (answer.State is null ? _unknown : _known).Add(tenantId.Value, answer, readAt);
        }
    }

    /// <summary>A tenant has changed. A mark of nobody, which anybody may announce, costs the reads that are under way.</summary>
    public void Forget(string mark)
    {
        lock (_lock)
        {
            Volatile.Write(ref _round, _round + 1);
            _known.Remove(mark);
            _unknown.Remove(mark);
        }
    }

    /// <summary>
    /// Changes are heard since this timestamp; those before were not, so nothing is kept of what was read until now.
    /// </summary>
    public void BeginHearing(long at)
    {
        lock (_lock)
        {
            Volatile.Write(ref _round, _round + 1);
            _known.Clear();
            _unknown.Clear();
            Volatile.Write(ref _heardAt, at);
            Volatile.Write(ref _hears, true);
        }
    }

    /// <summary>The listening connection has shown that it lived at this timestamp; every change before was heard.</summary>
    public void StillHearing(long at) => Volatile.Write(ref _heardAt, at);

    /// <summary>Changes are not heard any more.</summary>
    public void EndHearing() => Volatile.Write(ref _hears, false);

    private TimeSpan Age =>
        Volatile.Read(ref _hears) && _time.GetElapsedTime(Volatile.Read(ref _heardAt)) <= _heardFor
            ? options.MaximumAge
            : options.UnheardAge;
}
