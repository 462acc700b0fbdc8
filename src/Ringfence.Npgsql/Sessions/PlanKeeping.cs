using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// Has the driver reset a session without <c>discard all</c>, after which PostgreSQL makes the plans inside the contract's
/// functions anew, at several times the price of a bind. The driver sends the parts of it instead while it knows of a
/// prepared statement, so one is prepared that nobody executes. What those parts leave, statements that SQL prepared, the
/// first bind of the next rent takes away in its own flight: that one on the server too, of which the driver hears nothing.
/// </summary>
internal static class PlanKeeping
{
    private const string Statement = "select 'Ringfence: has the driver keep plans when it resets the session'";

    /// <summary>Whether sessions are reset at all, and nothing that is prepared is to stay.</summary>
    /// <param name="options">The data source's.</param>
    /// <param name="connection">Its connection string.</param>
    public static bool IsWorthIt(TenantDataSourceOptions options, NpgsqlConnectionStringBuilder connection) =>
        options is { Binding: Binding.Signed, UnsafeKeepPreparedStatements: false }
        && connection is { Pooling: true, NoResetOnClose: false };

    public static void Begin(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Statement, connection);
        command.Prepare();
    }

    public static async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Statement, connection);
        await using var _ = command.ConfigureAwait(false);
        await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
    }
}
