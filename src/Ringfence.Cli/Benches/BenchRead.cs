using System.Collections.Immutable;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Cli.Benches;

/// <summary>A statement that is measured, as it is written with policies and without them.</summary>
internal sealed record BenchRead
{
    private const int PageSize = 20;
    private const int Samples = 500;

    /// <summary>What reports call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where the connection is bound.</summary>
    public required string Sql { get; init; }

    /// <summary>With a condition of its own for the tenant, which is its last parameter.</summary>
    public required string HandWritten { get; init; }

    /// <summary>Whether its first parameters are those of a row's key.</summary>
    public bool TakesKey { get; init; }

    /// <summary>Whether its answer is how many rows there are, and not the rows.</summary>
    public bool Counts { get; init; }

    public static BenchRead Point(BenchTable table)
    {
        var bound = Conditions(table.Key);
        var bare = Conditions(table.Key.Add(table.TenantColumn));
        return new()
        {
            Name = "one row by its key",
            Sql = Ddl.Text($"select {Columns(table)} from {table.Table.Sql()} as t{bound}"),
            HandWritten = Ddl.Text($"select {Columns(table)} from {table.Table.Sql()} as t{bare}"),
            TakesKey = true,
        };
    }

    public static BenchRead Page(BenchTable table) =>
        new()
        {
            Name = "20 rows",
            Sql = Ddl.Text($"select {Columns(table)} from {table.Table.Sql()} as t limit {PageSize}"),
            HandWritten = Ddl.Text(
                $"select {Columns(table)} from {table.Table.Sql()} as t{OfTenant(table)} limit {PageSize}"
            ),
        };

    public static BenchRead Count(BenchTable table) =>
        new()
        {
            Name = "count of the tenant's rows",
            Sql = Ddl.Text($"select count(*) from {table.Table.Sql()} as t"),
            HandWritten = Ddl.Text($"select count(*) from {table.Table.Sql()} as t{OfTenant(table)}"),
            Counts = true,
        };

    /// <summary>Reads keys of rows of the tenant that the connection is bound to, as text.</summary>
    public static string Keys(BenchTable table)
    {
        var texts = table.Key.Select(column => $"t.{column.Sql().Quoted}::text");
        var list = new SqlQuoted(table.Key.IsEmpty ? "''" : string.Join(", ", texts));
        return Ddl.Text($"select {list} from {table.Table.Sql()} as t limit {Samples}");
    }

    /// <summary>Runs it on an open connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="key">The row's key, as text.</param>
    /// <param name="tenantId">The tenant where the statement says it itself; null where the connection is bound.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many rows it read or counted.</returns>
    public async Task<long> RunAsync(
        DbConnection connection,
        ImmutableArray<string> key,
        TenantId? tenantId,
        CancellationToken cancellationToken
    )
    {
        var command = connection.CreateCommand();
        await using var _ = command.ConfigureAwait(false);
        command.CommandText = tenantId is null ? Sql : HandWritten;
        foreach (var part in TakesKey ? key : [])
        {
            command.Parameters.Add(Untyped(part));
        }

        if (tenantId is not null)
        {
            command.Parameters.Add(Untyped(tenantId.Value));
        }

        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var rows = 0L;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows = Counts ? reader.GetInt64(0) : rows + 1;
        }

        return rows;
    }

    /// <summary>A text whose type the server finds out, as it does of a literal: a key may be of any.</summary>
    public static NpgsqlParameter Untyped(string text) => new() { NpgsqlDbType = NpgsqlDbType.Unknown, Value = text };

    private static SqlQuoted OfTenant(BenchTable table) => Conditions([table.TenantColumn]);

    private static SqlQuoted Conditions(ImmutableArray<Column> columns) =>
        new(
            columns.IsEmpty
                ? ""
                : $" where {string.Join(" and ", columns.Select((column, i) => $"t.{column.Sql().Quoted} = ${i + 1}"))}"
        );

    private static SqlQuoted Columns(BenchTable table) =>
        new(string.Join(", ", table.Table.Columns.Select(column => $"t.{column.Sql().Quoted}")));
}
