using System.Collections.Immutable;
using System.Data;
using System.Globalization;
using Npgsql;
using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Data;

/// <summary>
/// Counts the rows that refer to another tenant's, key by key, in a read-only transaction. Nothing but the counts leaves the
/// server. A count that policies would make smaller is refused by the server itself, by <c>row_security = off</c>.
/// </summary>
internal sealed class CrossingReader(AuditSubject subject)
{
    private const string Savepoint = "crossing";

    /// <summary>A count that takes longer is given up, for a busy server has other work.</summary>
    private const string Pin = $"""
        savepoint {Savepoint}; set local row_security = off; set local search_path = pg_catalog, pg_temp;
        set local statement_timeout = '60s'; set local lock_timeout = '2s'; set local jit = off
        """;

    private const int CommandSeconds = 75;

    public async Task<ImmutableArray<CrossingCount>> ReadAsync(
        NpgsqlDataSource source,
        CancellationToken cancellationToken
    )
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection
            .BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken)
            .ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await ExecuteAsync(connection, "set transaction read only", cancellationToken).ConfigureAwait(false);
        return await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>In a transaction that the caller opened.</summary>
    public async Task<ImmutableArray<CrossingCount>> ReadAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var counts = ImmutableArray.CreateBuilder<CrossingCount>();
        foreach (var key in subject.KeysBetween())
        {
            counts.Add(await CountAsync(connection, key, cancellationToken).ConfigureAwait(false));
        }

        return counts.DrainToImmutable();
    }

    private static async Task<CrossingCount> CountAsync(
        NpgsqlConnection connection,
        KeyAcross key,
        CancellationToken cancellationToken
    )
    {
        if (Unfit(key) is { } unfit)
        {
            return new(key.From.Oid, key.Key.Name, null, unfit);
        }

        await ExecuteAsync(connection, Pin, cancellationToken).ConfigureAwait(false);
        try
        {
            var command = new NpgsqlCommand(Query(key), connection) { CommandTimeout = CommandSeconds };
            await using var _ = command.ConfigureAwait(false);
            var rows = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return new(key.From.Oid, key.Key.Name, Convert.ToInt64(rows, CultureInfo.InvariantCulture));
        }
        catch (PostgresException e)
        {
            return new(key.From.Oid, key.Key.Name, null, Why(e));
        }
        finally
        {
            await ExecuteAsync(connection, $"rollback to savepoint {Savepoint}", CancellationToken.None)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Never the message itself, which may hold a value of a row.</summary>
    private static string Why(PostgresException e) =>
        e.SqlState switch
        {
            PostgresErrorCodes.InsufficientPrivilege => "the role may not read both tables past their policies",
            PostgresErrorCodes.QueryCanceled => "counting its rows took too long",
            PostgresErrorCodes.LockNotAvailable => "one of the tables was locked",
            _ => $"the server refused to count its rows, with {e.SqlState}",
        };

    /// <summary>
    /// With only the server's own operators in the path, the types of extensions would be compared as something else; and the
    /// casts of other people's types are functions of theirs.
    /// </summary>
    private static string? Unfit(KeyAcross key) =>
        key
            .Key.Columns.Select(key.From.Table.FindColumn)
            .Concat(key.Key.ReferencedColumns.Select(key.To.Table.FindColumn))
            .Append(key.From.Column)
            .Append(key.To.Column)
            .Any(column => column is null || (column.BaseType ?? column.Type).Contains('.', StringComparison.Ordinal))
            ? "its columns, or the tenants', are of a type that the server does not come with"
            : null;

    private static string Query(KeyAcross key)
    {
        var (from, to) = (key.From, key.To);
        var pairs = key
            .Key.Columns.Zip(key.Key.ReferencedColumns)
            .Select(pair =>
                Ddl.Text(
                    $"p.{to.Table.FindColumn(pair.Second)!.Sql()} operator(pg_catalog.=) c.{from.Table.FindColumn(pair.First)!.Sql()}"
                )
            );
        return Ddl.Text(
            $"""
            select count(*)
            from {from.Table.Sql()} as c
            join {to.Table.Sql()} as p on {new SqlQuoted(string.Join(" and ", pairs))}
            where c.{from.Column!.Sql()}::pg_catalog.text operator(pg_catalog.<>) p.{to.Column!.Sql()}::pg_catalog.text
            """
        );
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
