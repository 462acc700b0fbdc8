using System.Collections.Concurrent;
using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>The physical connections of one data source, by what the driver shows of them.</summary>
internal sealed class SessionRegistry
{
    /// <summary>Far above any pool: connections come and go, and what a closed one leaves here is small.</summary>
    private const int MostRemembered = 4096;

    private readonly ConcurrentDictionary<PhysicalSession.Key, PhysicalSession> _sessions = new();

    public void Register(NpgsqlConnection connection, PhysicalSession session)
    {
        if (_sessions.Count >= MostRemembered)
        {
            _sessions.Clear();
        }

        _sessions[KeyOf(connection)] = session;
    }

    /// <summary>The session of this open connection; null where it was forgotten.</summary>
    public PhysicalSession? Find(NpgsqlConnection connection) => _sessions.GetValueOrDefault(KeyOf(connection));

    private static PhysicalSession.Key KeyOf(NpgsqlConnection connection) =>
        new(connection.Host, connection.Port, connection.ProcessID);
}
