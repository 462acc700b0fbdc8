using System.Runtime.CompilerServices;
using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The physical connections of one data source. The driver keeps the server's parameters in one object for as long as a
/// physical connection lives, so that object stands for it: host, port and process id do not, since two servers behind
/// one name have processes of the same number.
/// </summary>
internal sealed class SessionRegistry
{
    private readonly ConditionalWeakTable<IReadOnlyDictionary<string, string>, PhysicalSession> _sessions = [];

    public void Register(NpgsqlConnection connection, PhysicalSession session) =>
        _sessions.AddOrUpdate(connection.PostgresParameters, session);

    /// <summary>The session of this open connection; null where it was forgotten.</summary>
    public PhysicalSession? Find(NpgsqlConnection connection) =>
        _sessions.TryGetValue(connection.PostgresParameters, out var session) ? session : null;
}
