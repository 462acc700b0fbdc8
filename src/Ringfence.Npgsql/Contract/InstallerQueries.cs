using Npgsql;
using Ringfence.Contract;

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
