using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>The first row that a physical connection answers with.</summary>
/// <param name="ServerProcessId">The pid of the server process that answered.</param>
/// <param name="Role">The role that logged in.</param>
/// <param name="Dangers">What makes that role one for which policies do not hold; none for a safe one.</param>
/// <param name="InRecovery">Whether the server is a standby, which takes no writes.</param>
/// <param name="Temporary">Whether it may create temporary tables: no, granted or, as anybody may, public.</param>
/// <param name="Database">The database's name.</param>
/// <param name="Skew">How far the server's clock is ahead of the service's; negative when behind.</param>
/// <param name="Uncertainty">Half the time that the answer took: the skew is known no better.</param>
internal sealed record SessionFacts(
    int ServerProcessId,
    string Role,
    string[] Dangers,
    bool InRecovery,
    string Temporary,
    string Database,
    TimeSpan Skew,
    TimeSpan Uncertainty
)
{
    /// <summary>The least that the clocks differ by.</summary>
    public TimeSpan ProvenSkew => Skew.Duration() - Uncertainty;

    public static SessionFacts From(NpgsqlDataReader reader, DateTimeOffset sent, DateTimeOffset received)
    {
        var half = (received - sent) / 2;
        var server = new DateTimeOffset((DateTime)reader["server_time"], TimeSpan.Zero);
        return new(
            (int)reader["pid"],
            (string)reader["role"],
            (string[])reader["dangers"],
            (bool)reader["in_recovery"],
            (string)reader["temporary"],
            (string)reader["database"],
            server - (sent + half),
            half
        );
    }
}
