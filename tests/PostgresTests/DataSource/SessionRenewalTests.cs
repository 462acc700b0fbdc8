using System.Data;
using System.Data.Common;
using System.Transactions;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using IsolationLevel = System.Data.IsolationLevel;

namespace PostgresTests.DataSource;

/// <summary>
/// A dirty session is reset when it is rented the next time, whoever had it, and nothing of that reaches who rents it then.
/// </summary>
public sealed class SessionRenewalTests(PostgresFixture postgres)
{
    private const string Lock = "select pg_advisory_lock_shared(5) from generate_series(1, 3)";
    private const string Locks = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";
    private const string Rows = "select i.total::bigint from invoice as i order by i.total";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CommandBehavior.Default)]
    [InlineData(CommandBehavior.CloseConnection)]
    public async Task A_reader_that_was_closed_and_not_disposed_never_reaches_the_next_tenants_rows(
        CommandBehavior behavior
    )
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        var expected = await RowsAsync(source);
        await using var red = await source.RentAsync();
        var late = await OpenAndCloseAsync(red, behavior);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var command = blue.Command(Rows);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);

        Assert.True(late.IsClosed);
        Assert.ThrowsAny<InvalidOperationException>(() => late.Read());
        await late.DisposeAsync();

        Assert.NotEmpty(expected);
        Assert.Equal(expected, await ReadAsync(reader));
        Assert.Equal(ConnectionState.Open, blue.State);
    }

    [Fact]
    public async Task A_text_in_an_ambient_transaction_costs_no_other_connection_its_place_in_the_pool()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty(to => to.MaxPoolSize = 2);
        using var scope = TenantScope.Enter(Invoices.Red);
        var before = await ProcessesAsync(source);

        using (var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var connection = await source.RentAsync();
            await connection.RunAsync(Lock);
            transaction.Complete();
        }

        Assert.Equal(before, await ProcessesAsync(source));
    }

    [Fact]
    public async Task What_is_reset_in_an_ambient_transaction_is_gone_in_it_and_after_its_rollback()
    {
        const string Memory = "select count(*) from generate_series(1, 1) where current_setting('work_mem') = '77kB'";
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var red = await source.RentAsync();
            await red.RunAsync("set work_mem = '77kB'");
        }

        using (TenantScope.Enter(Invoices.Blue))
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var blue = await source.RentAsync();
            Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
        }

        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Blue, Memory));
    }

    [Fact]
    public async Task A_setting_that_was_left_cannot_make_the_reset_wait()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await using var other = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var writing = await other.BeginTransactionAsync(IsolationLevel.Serializable, Cancellation);
        await using var write = new NpgsqlCommand("update invoice set total = total", other);
        await write.ExecuteNonQueryAsync(Cancellation);
        var before = await source.ReadAsync<int>(Invoices.Red, "select pg_backend_pid()");
        const string Waiting = """
            set default_transaction_isolation = 'serializable';
            set default_transaction_read_only = on;
            set default_transaction_deferrable = on
            """;

        Assert.Equal(before, await source.LeftAsync(Waiting, "select pg_backend_pid()::bigint"));
    }

    [Fact]
    public async Task The_reset_is_never_prepared()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Setting);
        await using var source = database.IfDirty(to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (20, 2));
        const string Prepared = "select count(*) from pg_prepared_statements where not from_sql and statement ~ ";

        for (var i = 0; i < 4; i++)
        {
            await source.LeftAsync(Lock, Invoices.Sum);
        }

        Assert.Equal(1L, await source.ReadAsync<long>(Invoices.Red, $"{Prepared} 'pg_advisory_lock_shared'"));
        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Red, $"{Prepared} 'reset all|unlisten'"));
    }

    [Fact]
    public async Task Who_rents_the_drivers_own_connection_gets_it_reset()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var red = await source.RentAsync();
            await red.RunAsync(Lock);
        }

        await using var unbound = await source.OpenUnboundAsync(Cancellation);
        await using var command = new NpgsqlCommand(Locks, unbound);

        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancellation));
    }

    /// <summary>As the driver's own reader, whose connection closes with it or before it.</summary>
    private static async Task<NpgsqlDataReader> OpenAndCloseAsync(TenantConnection connection, CommandBehavior behavior)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var command = connection.Command(Lock);
        var reader = await command.ExecuteReaderAsync(behavior, Cancellation);
        await reader.ReadAsync(Cancellation);
        if (behavior == CommandBehavior.CloseConnection)
        {
            await reader.CloseAsync();
        }
        else
        {
            await connection.CloseAsync();
        }

        Assert.Equal(ConnectionState.Closed, connection.State);
        return Assert.IsType<NpgsqlDataReader>(reader);
    }

    private static async Task<List<long>> RowsAsync(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var connection = await source.RentAsync();
        await using var command = connection.Command(Rows);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        return await ReadAsync(reader);
    }

    private static async Task<List<long>> ReadAsync(DbDataReader reader)
    {
        var rows = new List<long>();
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(reader.GetInt64(0));
        }

        return rows;
    }

    /// <summary>Of the two connections of the pool.</summary>
    private static async Task<int[]> ProcessesAsync(TenantDataSource source)
    {
        await using var one = await source.RentAsync();
        await using var two = await source.RentAsync();
        return [.. new[] { one.Inner.ProcessID, two.Inner.ProcessID }.Order()];
    }
}
