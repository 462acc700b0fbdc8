using System.Data;
using System.Data.Common;
using System.Transactions;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Testing.Databases;
using IsolationLevel = System.Data.IsolationLevel;

namespace PostgresTests.DataSource;

/// <summary>Where a transaction was left for the reset's sake, and something fails before it is begun again.</summary>
public sealed class ResetWithBindLostTransactionTests(PostgresFixture postgres)
{
    /// <summary>The event of a reset that the server refused, before the same is sent again.</summary>
    private const int ResetRefused = 213;

    /// <summary>Transactions that wait, where another that writes is serializable.</summary>
    private const string Waiting = """
        set default_transaction_isolation = 'serializable';
        set default_transaction_read_only = on;
        set default_transaction_deferrable = on
        """;

    private const string IsWaiting = """
        select exists (
            select from pg_stat_activity as a
            where a.datname = current_database() and a.wait_event in ('SafeSnapshot', 'PgSleep')
        )
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("copy")]
    [InlineData("reader")]
    [InlineData("batch")]
    public async Task A_token_that_is_refused_ends_it_and_the_connection_so_that_nothing_runs_outside(string way)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync(FirstInTransaction.Trap);
        await database.Superuser.RunAsync("update ringfence.signing_key set not_after = now()");
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        var transaction = await blue.BeginTransactionAsync(Cancellation);

        await Assert.ThrowsAsync<TenantRefusedException>(() =>
            FirstInTransaction.SumAsync(blue, transaction, way, isAsync: true)
        );
        await AssertLostAsync(database, blue, transaction);
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("timed out")]
    [InlineData("ended")]
    public async Task Who_gives_up_its_reset_goes_on_in_no_transaction_and_in_none_outside(string way)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await using var other = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var writing = await other.BeginTransactionAsync(IsolationLevel.Serializable, Cancellation);
        await other.RunAsync("update invoice set total = total");
        var process = await source.LeaveAsync(Waiting);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        var transaction = await blue.BeginTransactionAsync(Cancellation);
        await using var command = blue.Command(FirstInTransaction.Raise);
        command.CommandTimeout = way == "timed out" ? 1 : 60;
        using var given = new CancellationTokenSource();
        var running = command.ExecuteNonQueryAsync(given.Token);
        await IsWaitingAsync(database);
        switch (way)
        {
            case "cancelled":
                await given.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
                break;
            case "timed out":
                Assert.IsType<TimeoutException>(
                    (await Assert.ThrowsAsync<NpgsqlException>(() => running)).InnerException
                );
                break;
            default:
                await database.Superuser.RunAsync($"select pg_terminate_backend({process})");
                await Assert.ThrowsAsync<PostgresException>(() => running);
                await writing.RollbackAsync(Cancellation);
                Assert.Equal(ConnectionState.Closed, blue.State);
                Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
                return;
        }

        await writing.RollbackAsync(Cancellation);
        await AssertLostAsync(database, blue, transaction);
    }

    /// <summary>Behind its begin it is the statement that is cancelled, and the transaction fails as any does.</summary>
    [Fact]
    public async Task A_statement_that_is_cancelled_in_it_fails_it_and_not_the_connection()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync(FirstInTransaction.Trap);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        var transaction = await blue.BeginTransactionAsync(Cancellation);
        await using var command = blue.Command("select pg_sleep(60)");
        var running = command.ExecuteScalarAsync(Cancellation);
        await IsWaitingAsync(database);
        command.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(
            PostgresErrorCodes.InFailedSqlTransaction,
            (await Assert.ThrowsAsync<PostgresException>(() => blue.RunAsync(FirstInTransaction.Raise))).SqlState
        );
        await transaction.RollbackAsync(Cancellation);
        Assert.Equal(0L, await blue.ReadAsync<long>(FirstInTransaction.Locks));
    }

    [Theory]
    [InlineData("commit", true)]
    [InlineData("commit", false)]
    [InlineData("rollback", true)]
    [InlineData("rollback", false)]
    [InlineData("dispose", true)]
    [InlineData("dispose", false)]
    [InlineData("go on", true)]
    public async Task Who_gives_up_before_it_is_sent_again_has_a_transaction_in_which_nothing_was_executed(
        string way,
        bool isAsync
    )
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        using var given = new CancellationTokenSource();
        using var log = new CapturedLog(hears: id =>
        {
            if (id == ResetRefused)
            {
                given.Cancel();
            }
        });
        await using var source = TenantDataSource.Create(
            $"{database.ApplicationConnectionString};Maximum Pool Size=1",
            new() { SigningKey = database.Secret, ResetWithBind = true },
            loggerFactory: log
        );
        await database.Superuser.RunAsync(
            $"revoke execute on procedure ringfence.reset_and_bind from {TestRoles.Application}"
        );
        await source.LeaveAsync(FirstInTransaction.Trap);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        var transaction = await blue.BeginTransactionAsync(Cancellation);
        await using var command = blue.Command(FirstInTransaction.Raise);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.ExecuteNonQueryAsync(given.Token));
        Assert.True(given.IsCancellationRequested);
        if (way == "go on")
        {
            Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
            await FirstInTransaction.OneTransactionAsync(blue, transaction);
        }
        else
        {
            await FirstInTransaction.EndAsync(transaction, way, isAsync);
            await FirstInTransaction.OneTransactionAsync(blue, await blue.BeginTransactionAsync(Cancellation));
        }
    }

    [Fact]
    public async Task A_stream_is_not_sent_twice_and_what_was_left_for_it_is_lost()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await database.Superuser.RunAsync(
            $"revoke execute on procedure ringfence.reset_and_bind from {TestRoles.Application}"
        );
        await source.LeaveAsync(FirstInTransaction.Trap);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        var transaction = await blue.BeginTransactionAsync(Cancellation);
        using var content = new MemoryStream([1, 2, 3], 0, 3, writable: false, publiclyVisible: false);

        var error = await Assert.ThrowsAsync<PostgresException>(() =>
            blue.ReadAsync<int>("select length($1::bytea)", content)
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        await AssertLostAsync(database, blue, transaction);
    }

    [Fact]
    public async Task What_was_lost_before_does_not_make_a_later_transaction_s_rollback_nothing()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync(FirstInTransaction.Trap);
        await database.Superuser.RunAsync("update ringfence.signing_key set not_after = now()");
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var lost = await blue.BeginTransactionAsync(Cancellation);
        await Assert.ThrowsAsync<TenantRefusedException>(() => blue.RunAsync(FirstInTransaction.Raise));
        await database.Superuser.RunAsync("update ringfence.signing_key set not_after = null");
        using (var ambient = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await blue.OpenAsync(Cancellation);
            await blue.RunAsync("update invoice set total = total");
            ambient.Complete();
        }

        var transaction = await blue.BeginTransactionAsync(Cancellation);
        await blue.RunAsync(FirstInTransaction.Raise);
        await transaction.RollbackAsync(Cancellation);

        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
    }

    [Fact]
    public async Task A_reader_that_closes_its_connection_is_not_sent_again_on_another()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await database.Superuser.RunAsync(
            $"revoke execute on procedure ringfence.reset_and_bind from {TestRoles.Application}"
        );
        await source.LeaveAsync(FirstInTransaction.Trap);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var transaction = await blue.BeginTransactionAsync(Cancellation);
        await using var command = blue.Command($"{FirstInTransaction.Raise} returning total");

        var error = await Assert.ThrowsAsync<PostgresException>(() =>
            command.ExecuteReaderAsync(CommandBehavior.CloseConnection, Cancellation)
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        Assert.Equal(ConnectionState.Closed, blue.State);
        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    /// <summary>What is prepared SQL could put another in the place of: the transaction would not be one.</summary>
    [Fact]
    public async Task A_bind_that_SQL_has_replaced_is_found_out_in_it_too()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Setting);
        await using var source = database.WithBind(to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (20, 2));
        for (var i = 0; i < 3; i++)
        {
            await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);
        }

        using (TenantScope.Enter(Invoices.Red))
        {
            await using var red = await source.RentAsync();
            var name = await red.ReadAsync<string>(
                "select name from pg_prepared_statements where statement ~ 'reset_and_bind' and not from_sql"
            );
            await red.RunAsync(
                $"deallocate {name}; prepare {name} (text) as update invoice set total = total where note = $1; {FirstInTransaction.Lock}"
            );
        }

        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var transaction = await blue.BeginTransactionAsync(Cancellation);
        await Assert.ThrowsAsync<BindReplacedException>(() => blue.RunAsync(FirstInTransaction.Raise));

        Assert.Equal(ConnectionState.Closed, blue.State);
        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Blue, FirstInTransaction.Locks));
        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    /// <summary>
    /// The connection is closed, nobody who says that he goes on in the transaction does so outside, and who rolls it back
    /// hears no other error.
    /// </summary>
    private static async Task AssertLostAsync(TestDatabase database, TenantConnection blue, DbTransaction transaction)
    {
        Assert.Equal(ConnectionState.Closed, blue.State);
        await Assert.ThrowsAsync<InvalidOperationException>(() => blue.RunAsync(FirstInTransaction.Raise));
        await database.Superuser.RunAsync("update ringfence.signing_key set not_after = null");
        await blue.OpenAsync(Cancellation);
        await using var command = blue.Command(FirstInTransaction.Raise);
        await using var batch = blue.Batch(FirstInTransaction.Raise);
        (command.Transaction, batch.Transaction) = (transaction, transaction);
        await Assert.ThrowsAsync<InvalidOperationException>(() => command.ExecuteNonQueryAsync(Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => batch.ExecuteNonQueryAsync(Cancellation));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => transaction.CommitAsync(Cancellation));

        await transaction.RollbackAsync(Cancellation);
        await transaction.DisposeAsync();

        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
        await FirstInTransaction.OneTransactionAsync(blue, await blue.BeginTransactionAsync(Cancellation));
    }

    private static async Task IsWaitingAsync(TestDatabase database)
    {
        while (!await database.Superuser.ReadAsync<bool>(IsWaiting))
        {
            await Task.Delay(10, Cancellation);
        }
    }
}
