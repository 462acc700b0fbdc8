using System.Collections.Immutable;
using Npgsql;

namespace Ringfence.Catalog;

/// <summary>The transaction that a snapshot is read in, and what was refused to it.</summary>
internal sealed class SnapshotSession(NpgsqlConnection connection)
{
    private const string Savepoint = "kind";

    /// <summary>
    /// Expressions are told with the schema of all that is not the system's, whatever path, quoting or planner the role has;
    /// <c>pg_temp</c> comes last, for otherwise it comes first. The memory is for a catalog of ten thousand tables, whose rows
    /// are sorted; workers would cost more than they save.
    /// </summary>
    private const string Pin = """
        set local search_path = pg_catalog, pg_temp; set local quote_all_identifiers = off; set local lock_timeout = '10s';
        set local statement_timeout = '120s'; set local idle_in_transaction_session_timeout = '120s';
        set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local bytea_output = 'hex';
        set local standard_conforming_strings = on; set local transform_null_equals = off;
        set local extra_float_digits = 1; set local xmloption = 'content'; set local jit = off;
        set local work_mem = '64MB'; set local max_parallel_workers_per_gather = 0
        """;

    private const int CommandSeconds = 150;

    private readonly List<Unseen> _unseen = [];

    public ImmutableArray<Unseen> Unseen => [.. _unseen];

    public async Task PinAsync(CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Pin, connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Miss(string what, string why) => _unseen.Add(new() { What = what, Why = why });

    /// <summary>The rows of <c>name.sql</c> beside the type; refused, the snapshot says so, and there are none.</summary>
    public Task<ImmutableArray<T>> ReadAsync<T>(
        Type beside,
        string name,
        string what,
        Func<Row, T> read,
        CancellationToken cancellationToken
    ) => ReadAsync(what, () => RequireAsync(beside, name, read, cancellationToken), cancellationToken);

    /// <summary>What a query reads; refused, the snapshot says so, and there are none.</summary>
    public async Task<ImmutableArray<T>> ReadAsync<T>(
        string what,
        Func<Task<ImmutableArray<T>>> query,
        CancellationToken cancellationToken
    )
    {
        var transaction = new NpgsqlCommand($"savepoint {Savepoint}", connection);
        await using var _ = transaction.ConfigureAwait(false);
        await transaction.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await query().ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            transaction.CommandText = $"rollback to savepoint {Savepoint}";
            await transaction.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            Miss(what, e.MessageText);
            return [];
        }
    }

    /// <summary>The rows of <c>name.sql</c> beside the type, without which there is no snapshot.</summary>
    public Task<ImmutableArray<T>> RequireAsync<T>(
        Type beside,
        string name,
        Func<Row, T> read,
        CancellationToken cancellationToken
    ) => QueryAsync(new NpgsqlCommand(CatalogQuery.Text(beside, name), connection), read, cancellationToken);

    /// <summary>The rows of a short query, its one parameter these texts.</summary>
    public Task<ImmutableArray<T>> RequireAsync<T>(
        string sql,
        ImmutableArray<string> texts,
        Func<Row, T> read,
        CancellationToken cancellationToken
    ) =>
        QueryAsync(
            new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = texts.ToArray() } } },
            read,
            cancellationToken
        );

    private static async Task<ImmutableArray<T>> QueryAsync<T>(
        NpgsqlCommand command,
        Func<Row, T> read,
        CancellationToken cancellationToken
    )
    {
        command.CommandTimeout = CommandSeconds;
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var row = new Row(reader);
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(row));
        }

        return rows.DrainToImmutable();
    }
}
