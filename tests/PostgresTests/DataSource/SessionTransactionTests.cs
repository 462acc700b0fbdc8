using System.Data;
using System.Transactions;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using IsolationLevel = System.Transactions.IsolationLevel;

namespace PostgresTests.DataSource;

/// <summary>
/// In a transaction of System.Transactions a dirty session is reset once, before that begins: nothing brings back what was
/// left, and what the transaction leaves itself is there whenever it opens its connection again.
/// </summary>
public sealed class SessionTransactionTests(PostgresFixture postgres)
{
    private const string Leave = "set work_mem = '77kB'";
    private const string Memory =
        "select count(*) from generate_series(1, 1) where current_setting('work_mem') = '77kB'";
    private const string Lock = "select pg_advisory_lock_shared(5)";
    private const string Locks = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(IsolationLevel.Serializable, "serializable")]
    [InlineData(IsolationLevel.RepeatableRead, "repeatable read")]
    [InlineData(IsolationLevel.Snapshot, "repeatable read")]
    [InlineData(IsolationLevel.ReadCommitted, "read committed")]
    [InlineData(IsolationLevel.ReadUncommitted, "read uncommitted")]
    [InlineData(IsolationLevel.Unspecified, "serializable")]
    public async Task The_transaction_is_as_if_nothing_had_been_reset(IsolationLevel level, string expected)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await LeaveAsync(source, "set default_transaction_read_only = on");
        using (TenantScope.Enter(Invoices.Red))
        {
            using (var undone = Begin(level))
            {
                await using var red = await source.RentAsync();
                Assert.Equal(expected, await red.ReadAsync<string>("select current_setting('transaction_isolation')"));
                await red.RunAsync("update invoice set total = total + 100");
            }

            await LeaveAsync(source, Leave);
            using var done = Begin(level);
            await using (var red = await source.RentAsync())
            {
                await red.RunAsync("update invoice set total = total + 1");
            }

            done.Complete();
        }

        Assert.Equal(Invoices.RedSum + 3, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task What_was_left_does_not_come_back_with_the_transactions_rollback()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await LeaveAsync(source, $"{Leave}; create temporary table planted (id integer)");
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = source.CreateConnection();

        using (Begin())
        {
            await blue.OpenAsync(Cancellation);
            Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
        }

        Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
        Assert.True(await blue.ReadAsync<bool>("select to_regclass('planted') is null"));
        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
    }

    [Fact]
    public async Task What_was_left_does_not_come_back_for_a_text_that_rolls_back()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await LeaveAsync(source, Leave);
        using var scope = TenantScope.Enter(Invoices.Blue);
        using var transaction = Begin();
        await using var blue = await source.RentAsync();

        await blue.RunAsync("rollback");

        Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
    }

    [Fact]
    public async Task What_it_set_and_locked_itself_is_there_when_it_opens_its_connection_again()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await LeaveAsync(source, Lock);
        using (TenantScope.Enter(Invoices.Blue))
        using (var transaction = Begin())
        {
            await RunAsync(source, "set local work_mem = '77kB'", Lock);
            await using (var blue = await source.RentAsync())
            {
                Assert.Equal(1L, await blue.ReadAsync<long>(Memory));
                Assert.Equal(1L, await blue.ReadAsync<long>(Locks));
            }

            transaction.Complete();
        }

        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Red, Memory));
        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Red, Locks));
    }

    [Fact]
    public async Task What_it_left_before_it_was_enlisted_by_hand_is_there_too()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        using (TenantScope.Enter(Invoices.Blue))
        using (var transaction = Begin())
        {
            await using (var blue = source.CreateConnection())
            {
                using (new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled))
                {
                    await blue.OpenAsync(Cancellation);
                }

                blue.EnlistTransaction(Transaction.Current);
                await blue.RunAsync(Lock);
            }

            await using var again = await source.RentAsync();
            Assert.Equal(1L, await again.ReadAsync<long>(Locks));
            transaction.Complete();
        }

        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Red, Locks));
    }

    [Fact]
    public async Task Where_it_failed_its_connection_still_opens()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        var before = await source.ReadAsync<int>(Invoices.Blue, "select pg_backend_pid()");
        using (TenantScope.Enter(Invoices.Blue))
        using (Begin())
        {
            await Assert.ThrowsAsync<PostgresException>(() => RunAsync(source, Lock, "select 1 / 0"));
            await using var blue = await source.RentAsync();
            var error = await Assert.ThrowsAsync<PostgresException>(() => blue.ReadAsync<long>(Invoices.Sum));
            Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, error.SqlState);
        }

        Assert.Equal(before, await source.ReadAsync<int>(Invoices.Red, "select pg_backend_pid()"));
        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Red, Locks));
    }

    /// <summary>The driver keeps the connection for the transaction, whatever became of the reset.</summary>
    [Fact]
    public async Task Where_the_reset_failed_the_transaction_does_not_give_the_session_out_without_one()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await LeaveAsync(source, Lock);
        await database.Superuser.RunAsync("revoke usage on language plpgsql from public");
        using (TenantScope.Enter(Invoices.Blue))
        using (Begin())
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(source.RentAsync);
            using (new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled))
            {
                await database.Superuser.RunAsync("grant usage on language plpgsql to public");
            }

            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            await Assert.ThrowsAsync<PostgresException>(source.RentAsync);
        }

        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Blue, Locks));
    }

    [Fact]
    public async Task Another_transaction_has_it_reset_again()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        using (TenantScope.Enter(Invoices.Red))
        using (var transaction = Begin())
        {
            await RunAsync(source, Lock);
            transaction.Complete();
        }

        using var scope = TenantScope.Enter(Invoices.Blue);
        using var other = Begin();
        await using var blue = await source.RentAsync();

        Assert.Equal(0L, await blue.ReadAsync<long>(Locks));
    }

    /// <summary>The transaction of who calls, which nobody else's thread has.</summary>
    [Fact]
    public async Task For_who_rents_the_drivers_own_connection_nothing_comes_back_either()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        using var transaction = new CommittableTransaction();
        Task<NpgsqlConnection> opening;
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var red = await source.RentAsync();
            await red.RunAsync(Leave);
            opening = OpenIn(source, transaction);
        }

        await using (var unbound = await opening)
        {
            await using var command = new NpgsqlCommand(Memory, unbound);
            Assert.Equal(0L, await command.ExecuteScalarAsync(Cancellation));
        }

        transaction.Rollback();
        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Blue, Memory));
    }

    /// <summary>Else what it runs next would be in a transaction that nobody ends.</summary>
    [Fact]
    public async Task Where_the_driver_takes_no_part_in_it_the_reset_fails()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await LeaveAsync(source, Leave);
        using var transaction = new CommittableTransaction();
        await using var connection = await source.Inner.OpenConnectionAsync(Cancellation);

        var error = await Assert.ThrowsAsync<PostgresException>(async () =>
            await SessionReset.RunAsync(source, connection, source.Session(connection), transaction)
        );

        Assert.Equal(PostgresErrorCodes.NoActiveSqlTransaction, error.SqlState);
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    private static Task<NpgsqlConnection> OpenIn(TenantDataSource source, Transaction transaction)
    {
        Transaction.Current = transaction;
        try
        {
            return source.OpenUnboundAsync(Cancellation).AsTask();
        }
        finally
        {
            Transaction.Current = null;
        }
    }

    private static async Task LeaveAsync(TenantDataSource source, string text)
    {
        using var suppressed = new TransactionScope(
            TransactionScopeOption.Suppress,
            TransactionScopeAsyncFlowOption.Enabled
        );
        using var scope = TenantScope.Enter(Invoices.Red);
        await RunAsync(source, text);
    }

    private static async Task RunAsync(TenantDataSource source, params string[] texts)
    {
        await using var connection = await source.RentAsync();
        foreach (var text in texts)
        {
            await connection.RunAsync(text);
        }
    }

    private static TransactionScope Begin(IsolationLevel level = IsolationLevel.Serializable) =>
        new(
            TransactionScopeOption.Required,
            new TransactionOptions { IsolationLevel = level },
            TransactionScopeAsyncFlowOption.Enabled
        );
}
