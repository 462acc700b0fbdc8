using System.Collections.Immutable;
using System.Data;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;
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

    private const string Unpin = $"rollback to savepoint {Savepoint}; release savepoint {Savepoint}";

    private const string OthersCode =
        "an index, a check, a partition key or statistics of its tables call a function that the server does not come with, "
        + "and it would run as the role that counts";

    private const int CommandSeconds = 75;

    /// <summary>Types of which the server compares each with each, exactly.</summary>
    private static readonly string[][] Alike =
    [
        ["smallint", "integer", "bigint"],
        ["text", "character varying"],
    ];

    private static readonly string RunsWhenPlanned = ReadQuery(nameof(RunsWhenPlanned));

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
            if (await RunsOthersCodeAsync(connection, key, cancellationToken).ConfigureAwait(false))
            {
                return new(key.From.Oid, key.Key.Name, null, OthersCode);
            }

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
            await ExecuteAsync(connection, Unpin, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Asked of the server rather than of the snapshot, which keeps no account of what these expressions call.</summary>
    private static async Task<bool> RunsOthersCodeAsync(
        NpgsqlConnection connection,
        KeyAcross key,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(RunsWhenPlanned, connection) { CommandTimeout = CommandSeconds };
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(
            new() { Value = new[] { key.From.Oid, key.To.Oid }, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid }
        );
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not false;
    }

    private static string ReadQuery(string name)
    {
        using var stream =
            typeof(CrossingReader).Assembly.GetManifestResourceStream($"{typeof(CrossingReader).Namespace}.{name}.sql")
            ?? throw new InvalidOperationException($"{name}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
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
        : !AreComparable(key.From.Column!, key.To.Column!) ? "the tenants' columns of its tables are of different types"
        : null;

    /// <summary>As texts, one value of two types would be two tenants: 1 and 1.00.</summary>
    private static bool AreComparable(Column one, Column other)
    {
        var (left, right) = (TypeOf(one), TypeOf(other));
        return left == right || Alike.Any(types => types.Contains(left) && types.Contains(right));
    }

    /// <summary>Without what stands in parentheses.</summary>
    private static string TypeOf(Column column)
    {
        var type = column.BaseType ?? column.Type;
        var (open, close) = (type.IndexOf('(', StringComparison.Ordinal), type.LastIndexOf(')'));
        return open < 0 ? type : string.Concat(type.AsSpan(0, open), type.AsSpan(close + 1));
    }

    /// <summary>A key holds for the rows of a table and its partitions, and for none of a table that inherits.</summary>
    private static SqlQuoted Only(Table table) => new(table.Kind == TableKind.Partitioned ? "" : "only ");

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
            from {Only(from.Table)}{from.Table.Sql()} as c
            join {Only(to.Table)}{to.Table.Sql()} as p on {new SqlQuoted(string.Join(" and ", pairs))}
            where c.{from.Column!.Sql()} operator(pg_catalog.<>) p.{to.Column!.Sql()}
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
