using System.Data.Common;
using System.Globalization;
using System.Text;
using Npgsql;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Bulk;
using Ringfence.Npgsql.Copy;

namespace Ringfence.Benchmarks.Bulk;

/// <summary>The ways to insert many rows with the policies in force.</summary>
internal static class BoundInsert
{
    private const int RowsAStatement = 1000;

    private static readonly BulkInsert<Line> Lines = new BulkInsert<Line>("line")
        .Column("id", line => line.Id)
        .Column("article", line => line.Article)
        .Column("quantity", line => line.Quantity)
        .Column("note", line => line.Note)
        .Column("at", line => line.At);

    /// <summary>Arrays, which the insert takes apart.</summary>
    public static Task<long> ArraysAsync(TenantDataSource source, int count, int batchSize) =>
        source.BulkInsertAsync(Lines, LineTable.Rows(count), new() { BatchSize = batchSize });

    /// <summary>The same from values without types.</summary>
    public static Task<long> ObjectsAsync(TenantDataSource source, int count) =>
        source.BulkInsertAsync(
            "line",
            ["id", "article", "quantity", "note", "at"],
            LineTable
                .Rows(count)
                .Select(line => new object?[] { line.Id, line.Article, line.Quantity, line.Note, line.At })
        );

    /// <summary>Binary copy into a temporary table, and from there on.</summary>
    public static async Task<long> StagedAsync(TenantDataSource source, int count)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync(
            connection,
            "create temporary table stage on commit drop as select l.id, l.article, l.quantity, l.note, l.at from line as"
                + " l with no data"
        );
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "copy stage (id, article, quantity, note, at) from stdin (format binary)"
            )
        )
        {
            foreach (var line in LineTable.Rows(count))
            {
                await copy.Driver.StartRowAsync();
                await LineTable.WriteAsync(copy.Driver, line);
            }

            await copy.Driver.CompleteAsync();
        }

        var inserted = await RunAsync(
            connection,
            "insert into line (tenant_id, id, article, quantity, note, at) select (select ringfence.tenant()), s.id,"
                + " s.article, s.quantity, s.note, s.at from stage as s"
        );
        await transaction.CommitAsync();
        return inserted;
    }

    /// <summary>A statement for a thousand rows.</summary>
    public static async Task<long> ValuesAsync(TenantDataSource source, int count)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var inserted = 0L;
        foreach (var chunk in LineTable.Rows(count).Chunk(RowsAStatement))
        {
            await using var command = connection.CreateCommand();
            var sql = new StringBuilder("insert into line (id, article, quantity, note, at) values ");
            for (var i = 0; i < chunk.Length; i++)
            {
                var at = i * 5;
                sql.Append(
                    CultureInfo.InvariantCulture,
                    $"{(i == 0 ? "" : ", ")}(${at + 1}, ${at + 2}, ${at + 3}, ${at + 4}, ${at + 5})"
                );
                AddParameters(command, chunk[i]);
            }

            command.CommandText = sql.ToString();
            inserted += await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return inserted;
    }

    /// <summary>A statement a row, in one transaction.</summary>
    public static async Task<long> RowByRowAsync(TenantDataSource source, int count)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var inserted = 0L;
        foreach (var line in LineTable.Rows(count))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "insert into line (id, article, quantity, note, at) values ($1, $2, $3, $4, $5)";
            AddParameters(command, line);
            inserted += await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return inserted;
    }

    private static void AddParameters(DbCommand command, Line line)
    {
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = line.Id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = line.Article });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = line.Quantity });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = line.Note });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = line.At });
    }

    private static async Task<int> RunAsync(TenantConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }
}
