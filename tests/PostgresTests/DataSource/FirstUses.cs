using System.Data;
using System.Data.Common;
using System.Transactions;
using Npgsql;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Bulk;
using Ringfence.Npgsql.Copy;
using IsolationLevel = System.Data.IsolationLevel;

namespace PostgresTests.DataSource;

/// <summary>What the first use of a rented connection may be, in all the ways that there are to send something.</summary>
internal static class FirstUses
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The sum that blue sees, by what is the first of its use; it writes where that can.</summary>
    public static async Task<long> SumAsync(TenantConnection blue, string way, bool isAsync)
    {
        const string Touch = "update invoice set total = total";
        const string Raise = "update invoice set total = total + 1";
        switch (way)
        {
            case "command":
                await using (
                    var command = blue.Command($"with t as ({Touch} returning total) select sum(total) from t")
                )
                {
                    return (long)(await ScalarAsync(command, isAsync))!;
                }

            case "reader":
                await using (var command = blue.Command(Invoices.Sum))
                await using (
                    var reader = isAsync ? await command.ExecuteReaderAsync(Cancellation) : command.ExecuteReader()
                )
                {
                    Assert.True(await reader.ReadAsync(Cancellation));
                    return reader.GetInt64(0);
                }

            case "batch":
                return await BatchAsync(blue.Batch(Touch, Invoices.Sum), isAsync);
            case "batch with barriers":
                await using (var batch = blue.Batch(Invoices.Sum, Touch, "begin", "commit"))
                {
                    foreach (var command in batch.BatchCommands.Cast<NpgsqlBatchCommand>())
                    {
                        command.AppendErrorBarrier = true;
                    }

                    return await BatchAsync(batch, isAsync);
                }

            case "batch that begins":
                return await BatchAsync(blue.Batch("begin", Touch, "commit", Invoices.Sum), isAsync);
            case "batch that only begins":
                await using (var batch = blue.Batch("begin"))
                {
                    await (isAsync ? batch.ExecuteNonQueryAsync(Cancellation) : Task.Run(batch.ExecuteNonQuery));
                }

                return await BatchAsync(blue.Batch(Touch, Invoices.Sum, "commit"), isAsync);
            case "text that begins":
                await NonQueryAsync(blue, "begin", isAsync);
                await NonQueryAsync(blue, $"{Raise}; commit", isAsync);
                return await blue.ReadAsync<long>(Invoices.Sum) - 2;
            case "several statements":
                await NonQueryAsync(blue, $"{Raise}; {Touch}", isAsync);
                return await blue.ReadAsync<long>(Invoices.Sum) - 2;
            default:
                return await LargeSumAsync(blue, way, isAsync);
        }
    }

    private static async Task<long> LargeSumAsync(TenantConnection blue, string way, bool isAsync)
    {
        const string Copy = $"copy ({Invoices.Sum}) to stdout";
        switch (way)
        {
            case "prepared":
                await using (var command = blue.Command(Invoices.Sum))
                {
                    await (isAsync ? command.PrepareAsync(Cancellation) : Task.Run(command.Prepare, Cancellation));
                    return (long)(await ScalarAsync(command, isAsync))!;
                }

            case "transaction":
                await using (
                    var transaction = isAsync
                        ? await blue.BeginTransactionAsync(Cancellation)
                        : blue.BeginTransaction(IsolationLevel.Unspecified)
                )
                {
                    var sum = await blue.ReadAsync<long>(Invoices.Sum);
                    await transaction.CommitAsync(Cancellation);
                    return sum;
                }

            case "copy":
                await using (
                    var copy = isAsync
                        ? await blue.BeginTextExportAsync(Copy, Cancellation)
                        : blue.BeginTextExport(Copy)
                )
                {
                    return long.Parse(await copy.Driver.ReadToEndAsync(Cancellation), null);
                }

            case "bulk insert":
                await blue.BulkInsertAsync(
                    "invoice",
                    ["total"],
                    [
                        [1],
                    ],
                    cancellationToken: Cancellation
                );
                return await blue.ReadAsync<long>(Invoices.Sum) - 1;
            default:
                throw new ArgumentOutOfRangeException(nameof(way), way, message: null);
        }
    }

    public static async Task AskAsync(TenantConnection blue, string way, bool isAsync)
    {
        switch (way)
        {
            case "description":
                await using (var command = blue.Command("select * from invoice"))
                await using (
                    var reader = isAsync
                        ? await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, Cancellation)
                        : command.ExecuteReader(CommandBehavior.SchemaOnly)
                )
                {
                    Assert.Equal("note", reader.GetName(3));
                }

                break;
            case "vacuum":
                await NonQueryAsync(blue, "vacuum (skip_locked) invoice", isAsync);
                break;
            case "vacuum in a batch":
                await using (var batch = blue.Batch("vacuum (skip_locked) invoice"))
                {
                    await (isAsync ? batch.ExecuteNonQueryAsync(Cancellation) : Task.Run(batch.ExecuteNonQuery));
                }

                break;
            case "enlisted by hand":
                using (var transaction = new CommittableTransaction())
                {
                    blue.EnlistTransaction(transaction);
                    await blue.RunAsync("update invoice set total = total");
                    transaction.Commit();
                }

                break;
            case "stored procedure":
                await using (var call = blue.Command("raise_totals", 0))
                {
                    call.CommandType = CommandType.StoredProcedure;
                    await (
                        isAsync ? call.ExecuteNonQueryAsync(Cancellation) : Task.Run(call.ExecuteNonQuery, Cancellation)
                    );
                }

                break;
            case "rolled back":
                await using (var transaction = await blue.BeginTransactionAsync(Cancellation))
                {
                    await blue.RunAsync("update invoice set total = total");
                    await transaction.RollbackAsync(Cancellation);
                }

                break;
            default:
                await AskForSchemaAsync(blue, way, isAsync);
                break;
        }
    }

    private static async Task AskForSchemaAsync(TenantConnection blue, string way, bool isAsync)
    {
        switch (way)
        {
            case "schema":
                Assert.NotNull(isAsync ? await blue.GetSchemaAsync(Cancellation) : blue.GetSchema());
                break;
            case "schema of tables":
                var tables = isAsync ? await blue.GetSchemaAsync("Tables", Cancellation) : blue.GetSchema("Tables");
                Assert.All(tables.Rows.Cast<DataRow>(), row => Assert.False(IsTemporary(row)));
                break;
            case "schema of a table":
                string?[] named = [null, null, "invoice"];
                var one = isAsync
                    ? await blue.GetSchemaAsync("Tables", named, Cancellation)
                    : blue.GetSchema("Tables", named);
                Assert.False(IsTemporary(Assert.Single(one.Rows.Cast<DataRow>())));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(way), way, message: null);
        }
    }

    private static bool IsTemporary(DataRow row) =>
        ((string)row["table_schema"]).StartsWith("pg_temp", StringComparison.Ordinal);

    private static async Task<long> BatchAsync(DbBatch batch, bool isAsync)
    {
        await using (batch)
        {
            return (long)(isAsync ? await batch.ExecuteScalarAsync(Cancellation) : batch.ExecuteScalar())!;
        }
    }

    private static async Task<object?> ScalarAsync(DbCommand command, bool isAsync) =>
        isAsync ? await command.ExecuteScalarAsync(Cancellation) : command.ExecuteScalar();

    private static async Task NonQueryAsync(DbConnection connection, string sql, bool isAsync)
    {
        await using var command = connection.Command(sql);
        await (isAsync ? command.ExecuteNonQueryAsync(Cancellation) : Task.Run(command.ExecuteNonQuery, Cancellation));
    }
}
