using Npgsql;

namespace Ringfence.Cli;

/// <summary>A row of <c>ringfence.admin_log</c>.</summary>
internal sealed record AdminLogEntry(
    long Id,
    DateTime At,
    string SessionRole,
    string? ClientAddress,
    int? ClientPort,
    int BackendPid,
    string Who,
    string Reason,
    string? Ticket,
    string Mode,
    string? Tenant,
    string Application,
    string? Host
)
{
    public static AdminLogEntry From(NpgsqlDataReader reader) =>
        new(
            (long)reader["id"],
            (DateTime)reader["at"],
            (string)reader["session_role"],
            reader["client_address"] as string,
            reader["client_port"] as int?,
            (int)reader["backend_pid"],
            (string)reader["who"],
            (string)reader["reason"],
            reader["ticket"] as string,
            (string)reader["mode"],
            reader["tenant"] as string,
            (string)reader["application"],
            reader["host"] as string
        );
}
