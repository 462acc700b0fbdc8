using Npgsql;
using Ringfence.Contract;
using Ringfence.Sql;

namespace Ringfence.Npgsql.Contract;

/// <summary>How the installers speak to the server.</summary>
internal static class InstallerQueries
{
    /// <summary>
    /// Leaves an installer's transaction with PostgreSQL's own functions and operators. What other roles may create in a
    /// schema of its search path would be called in their place, with the installer's powers (CVE-2018-1058).
    /// </summary>
    public static Task PinSearchPathAsync(this NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(ContractScript.PinSearchPath, cancellationToken);

    /// <summary>
    /// Any two installers of one database take turns. The lock is one that every role may take, so that the wait for it
    /// ends.
    /// </summary>
    /// <exception cref="ContractRefusedException">The lock, which spells "ringfenc" in ASCII, was not to be had.</exception>
    public static async Task TakeTurnsAsync(
        this NpgsqlConnection connection,
        TimeSpan lockTimeout,
        CancellationToken cancellationToken
    )
    {
        var milliseconds = (int)lockTimeout.TotalMilliseconds;
        await connection
            .ExecuteAsync(Ddl.Text($"set local lock_timeout = {milliseconds}"), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            await connection
                .ExecuteAsync("select pg_advisory_xact_lock(8244241983257013859)", cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new ContractRefusedException(
                "Another init, protect or key rotation is running on this database. Nothing was changed. Run again when"
                    + " it is over; select l.pid from pg_locks as l where l.locktype = 'advisory' tells who it is.",
                e
            );
        }
    }

    public static async Task ExecuteAsync(
        this NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The text in the first column of the first row; null when there is no row, or null in it.</summary>
    public static async Task<string?> QueryTextAsync(
        this NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
    }
}
