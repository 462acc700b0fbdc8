using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Npgsql.Tenants;

/// <summary>
/// Answers by tenant, as many as there is room for: what was not asked for since its last turn goes first. Threads: any
/// may read; whoever writes holds the cache's lock.
/// </summary>
internal sealed class BoundedAnswers(int capacity)
{
    private readonly ConcurrentDictionary<string, Kept> _byTenant = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Kept> _byMark = new(StringComparer.Ordinal);
    private readonly LinkedList<Kept> _turns = [];

    public int Count => _byTenant.Count;

    public bool TryGet(string tenant, [NotNullWhen(true)] out TenantAnswer? answer, out long readAt)
    {
        if (!_byTenant.TryGetValue(tenant, out var kept))
        {
            (answer, readAt) = (null, 0);
            return false;
        }

        kept.WasAsked = true;
        (answer, readAt) = (kept.Answer, kept.ReadAt);
        return true;
    }

    public void Add(string tenant, TenantAnswer answer, long readAt)
    {
        Remove(answer.Mark);
        if (_turns.Count >= capacity)
        {
            RemoveOne();
        }

        var kept = new Kept(tenant, answer, readAt);
        _byTenant[tenant] = kept;
        _byMark[answer.Mark] = kept;
        kept.Turn = _turns.AddLast(kept);
    }

    public bool Remove(string mark)
    {
        if (!_byMark.Remove(mark, out var kept))
        {
            return false;
        }

        _byTenant.TryRemove(kept.Tenant, out _);
        _turns.Remove(kept.Turn!);
        return true;
    }

    public void Clear()
    {
        _byTenant.Clear();
        _byMark.Clear();
        _turns.Clear();
    }

    /// <summary>Each that was asked for is passed over once, so it ends after two rounds.</summary>
    private void RemoveOne()
    {
        while (_turns.First is { Value: var oldest } first)
        {
            if (!oldest.WasAsked)
            {
                Remove(oldest.Answer.Mark);
                return;
            }

            oldest.WasAsked = false;
            _turns.Remove(first);
            _turns.AddLast(first);
        }
    }

    private sealed class Kept(string tenant, TenantAnswer answer, long readAt)
    {
        public string Tenant { get; } = tenant;

        public TenantAnswer Answer { get; } = answer;

        public long ReadAt { get; } = readAt;

        public LinkedListNode<Kept>? Turn { get; set; }

        /// <summary>Written by any thread, without a lock: a lost write costs a turn.</summary>
        public bool WasAsked { get; set; }
    }
}
