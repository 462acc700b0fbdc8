using System.Collections.Concurrent;

namespace Ringfence.Npgsql.Telemetry;

/// <summary>
/// The tenants that have a time series of their own: the first that are seen. A metric's cost grows with its series, so
/// the rest share one.
/// </summary>
internal sealed class TenantTags(int most)
{
    /// <summary>What stands for all further tenants.</summary>
    public const string Other = "other";

    private readonly ConcurrentDictionary<TenantId, bool> _seen = new();
    private int _count;

    /// <summary>Null where tenants are not told apart.</summary>
    public string? Find(TenantId? tenantId)
    {
        if (most == 0 || tenantId is null)
        {
            return null;
        }

        if (_seen.ContainsKey(tenantId))
        {
            return tenantId.Value;
        }

        if (Volatile.Read(ref _count) >= most || Interlocked.Increment(ref _count) > most)
        {
            return _seen.ContainsKey(tenantId) ? tenantId.Value : Other;
        }

        if (!_seen.TryAdd(tenantId, value: true))
        {
            Interlocked.Decrement(ref _count);
        }

        return tenantId.Value;
    }
}
