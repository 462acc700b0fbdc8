using System.Data;
using System.Data.Common;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Bulk;
using Ringfence.Npgsql.Copy;

namespace PostgresTests.DataSource;

/// <summary>What the first of a transaction may be, in which the session is still to be reset.</summary>
internal static class FirstInTransaction
{
    public const string Lock = "select pg_advisory_lock_shared(5)";
    public const string Locks = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";
    public const string Raise = "update invoice set total = total + 1";
    public const string Level = "select current_setting('transaction_isolation')";

    /// <summary>A lock, a table that hides the invoices, and transactions that can write nothing.</summary>
    public const string Trap = $"""
        {Lock};
        create temporary table invoice (id bigint, tenant_id uuid, total integer, note text);
        insert into pg_temp.invoice (total) values (666);
        set default_transaction_isolation = 'repeatable read';
        set default_transaction_read_only = on
        """;

    public static readonly TheoryData<string, bool> Ways = new(
        from way in (string[])
            [
                "scalar",
                "reader",
                "non-query",
                "batch",
                "several statements",
                "text savepoint",
                "savepoint",
                "prepared",
                "described",
                "copy",
                "bulk insert",
                "schema",
            ]
        from isAsync in (bool[])[true, false]
        select new TheoryDataRow<string, bool>(way, isAsync)
    );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<DbTransaction> BeginAsync(TenantConnection blue, bool isAsync) =>
        isAsync ? await blue.BeginTransactionAsync(Cancellation) : blue.BeginTransaction(IsolationLevel.Unspecified);

    public static async Task EndAsync(DbTransaction transaction, string end, bool isAsync)
    {
        switch (end, isAsync)
        {
            case ("commit", true):
                await transaction.CommitAsync(Cancellation);
                break;
            case ("commit", false):
                transaction.Commit();
                break;
            case ("rollback", true):
                await transaction.RollbackAsync(Cancellation);
                break;
            case ("rollback", false):
                transaction.Rollback();
                break;
            case (_, true):
                await transaction.DisposeAsync();
                break;
            default:
                transaction.Dispose();
                break;
        }
    }

    /// <summary>The sum that blue sees in the transaction, by what is the first in it.</summary>
    public static async Task<long> SumAsync(TenantConnection blue, DbTransaction transaction, string way, bool isAsync)
    {
        switch (way)
        {
            case "several statements":
                await NonQueryAsync(blue, $"{Raise}; update invoice set total = total - 1", isAsync);
                break;
            case "non-query":
                await NonQueryAsync(blue, "update invoice set total = total", isAsync);
                break;
            case "text savepoint":
                await NonQueryAsync(blue, "savepoint before", isAsync);
                await NonQueryAsync(blue, Raise, isAsync);
                await NonQueryAsync(blue, "rollback to before", isAsync);
                break;
            case "savepoint":
                await SaveAsync(blue, transaction, isAsync);
                break;
            case "batch":
                await using (var batch = blue.Batch("update invoice set total = total", Invoices.Sum))
                {
                    return (long)(isAsync ? await batch.ExecuteScalarAsync(Cancellation) : batch.ExecuteScalar())!;
                }

            case "copy":
                const string Copy = $"copy ({Invoices.Sum}) to stdout";
                await using (
                    var copy = isAsync
                        ? await blue.BeginTextExportAsync(Copy, Cancellation)
                        : blue.BeginTextExport(Copy)
                )
                {
                    return long.Parse(await copy.Driver.ReadToEndAsync(Cancellation), null);
                }

            case "bulk insert":
                await Assert.ThrowsAsync<BulkInsertException>(() => InsertAsync(blue, -1));
                Assert.Equal(1L, await InsertAsync(blue, 1000));
                await blue.RunAsync("delete from invoice where total = 1000");
                break;
            case "schema":
                Assert.NotNull(isAsync ? await blue.GetSchemaAsync(Cancellation) : blue.GetSchema());
                break;
            default:
                return await CommandAsync(blue, way, isAsync);
        }

        return await blue.ReadAsync<long>(Invoices.Sum);
    }

    private static async Task<long> CommandAsync(TenantConnection blue, string way, bool isAsync)
    {
        await using var command = blue.Command(Invoices.Sum);
        switch (way)
        {
            case "prepared":
                await (isAsync ? command.PrepareAsync(Cancellation) : Task.Run(command.Prepare, Cancellation));
                break;
            case "described":
                await using (
                    isAsync
                        ? await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, Cancellation)
                        : command.ExecuteReader(CommandBehavior.SchemaOnly)
                )
                {
                    break;
                }

            case "reader":
                await using (
                    var reader = isAsync ? await command.ExecuteReaderAsync(Cancellation) : command.ExecuteReader()
                )
                {
                    Assert.True(await reader.ReadAsync(Cancellation));
                    return reader.GetInt64(0);
                }

            default:
                break;
        }

        return (long)(isAsync ? await command.ExecuteScalarAsync(Cancellation) : command.ExecuteScalar())!;
    }

    private static async Task SaveAsync(TenantConnection blue, DbTransaction transaction, bool isAsync)
    {
        if (isAsync)
        {
            await transaction.SaveAsync("before", Cancellation);
            await blue.RunAsync(Raise);
            await transaction.RollbackAsync("before", Cancellation);
            await transaction.ReleaseAsync("before", Cancellation);
        }
        else
        {
            transaction.Save("before");
            await blue.RunAsync(Raise);
            transaction.Rollback("before");
            transaction.Release("before");
        }
    }

    private static Task<long> InsertAsync(TenantConnection blue, int total) =>
        blue.BulkInsertAsync(
            "invoice",
            ["total"],
            [
                [total],
            ],
            cancellationToken: Cancellation
        );

    private static async Task NonQueryAsync(DbConnection connection, string sql, bool isAsync)
    {
        await using var command = connection.Command(sql);
        await (isAsync ? command.ExecuteNonQueryAsync(Cancellation) : Task.Run(command.ExecuteNonQuery, Cancellation));
    }

    /// <summary>It is one: what is written in it goes with it, and nothing of what was left is there.</summary>
    public static async Task OneTransactionAsync(TenantConnection blue, DbTransaction transaction)
    {
        Assert.Equal(0L, await blue.ReadAsync<long>(Locks));
        if (transaction.IsolationLevel == IsolationLevel.ReadCommitted)
        {
            Assert.Equal("read committed", await blue.ReadAsync<string>(Level));
        }

        await blue.RunAsync(Raise);
        Assert.Equal(Invoices.BlueSum + 2, await blue.ReadAsync<long>(Invoices.Sum));
        await transaction.RollbackAsync(Cancellation);
        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));

        await using var next = await blue.BeginTransactionAsync(Cancellation);
        await blue.RunAsync(Raise);
        await next.CommitAsync(Cancellation);
        Assert.Equal(Invoices.BlueSum + 2, await blue.ReadAsync<long>(Invoices.Sum));
        await blue.RunAsync("update invoice set total = total - 1");
    }
}
