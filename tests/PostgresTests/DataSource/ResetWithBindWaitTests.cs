using System.Data;
using Npgsql;
using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>Where the reset that travels with the bind waits: for its end, or for who gives up.</summary>
public sealed class ResetWithBindWaitTests(PostgresFixture postgres)
{
    private const string Leave = "set work_mem = '77kB'";
    private const string Memory =
        "select count(*) from generate_series(1, 1) where current_setting('work_mem') = '77kB'";
    private const string Lock = "select pg_advisory_lock_shared(5)";
    private const string Locks = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";

    private const string Waiting = """
        set default_transaction_isolation = 'serializable';
        set default_transaction_read_only = on;
        set default_transaction_deferrable = on
        """;

    /// <summary>Somebody else's lock on a temporary table, which waits with whoever drops that.</summary>
    private const string HoldPlanted = """
        do $$ begin
            execute format('lock table %s in access share mode',
                (select c.oid::regclass from pg_class as c where c.relname = 'planted'));
        end $$
        """;

    private const string IsWaiting = """
        select exists (
            select from pg_stat_activity as a
            where a.datname = current_database() and (a.wait_event = 'PgSleep' or a.wait_event_type = 'Lock')
        )
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Where a transaction that writes is serializable, a snapshot that may be deferred waits for its end.</summary>
    [Fact]
    public async Task What_waits_in_it_is_given_up_once_and_the_session_reset_by_itself_the_next_time()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await using var other = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var writing = await other.BeginTransactionAsync(IsolationLevel.Serializable, Cancellation);
        await other.RunAsync("update invoice set total = total");
        var before = await source.LeaveAsync(Waiting);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using (var blue = await source.RentAsync())
        {
            await using var command = blue.Command(Invoices.Sum);
            command.CommandTimeout = 1;
            var error = await Assert.ThrowsAsync<NpgsqlException>(() => command.ExecuteScalarAsync(Cancellation));
            Assert.IsType<TimeoutException>(error.InnerException);
        }

        await using var again = await source.RentAsync();

        Assert.Equal(Invoices.BlueSum, await again.ReadAsync<long>(Invoices.Sum));
        Assert.Equal(before, again.Inner.ProcessID);
    }

    /// <summary>The server tells parameters in errors where a session asks it to, and any may.</summary>
    [Fact]
    public async Task A_token_that_the_server_tells_in_an_error_is_not_told_on()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync(
            "set log_parameter_max_length_on_error = -1; create temporary table planted (id integer)"
        );
        await using var other = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var holding = await other.BeginTransactionAsync(Cancellation);
        await other.RunAsync(HoldPlanted);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var command = blue.Command(Invoices.Sum);
        using var given = new CancellationTokenSource();
        var running = command.ExecuteScalarAsync(given.Token);
        await IsWaitingAsync(database);
        await given.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(PostgresErrorCodes.QueryCanceled, Assert.IsType<PostgresException>(error.InnerException).SqlState);
        Assert.DoesNotContain(Invoices.Blue.Value, error.ToString(), StringComparison.Ordinal);
        await holding.RollbackAsync(Cancellation);
        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
    }

    [Fact]
    public async Task Who_sends_something_else_meanwhile_hears_so_and_disturbs_nobody()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        var before = await source.LeaveAsync("create temporary table planted (id integer)");
        await using var other = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var holding = await other.BeginTransactionAsync(Cancellation);
        await other.RunAsync(HoldPlanted);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        var running = blue.ReadAsync<long>(Invoices.Sum);

        await Assert.ThrowsAsync<NpgsqlOperationInProgressException>(() => blue.RunAsync("begin"));
        await holding.RollbackAsync(Cancellation);

        Assert.Equal(Invoices.BlueSum, await running);
        Assert.Equal((ConnectionState.Open, before), (blue.State, blue.Inner.ProcessID));
    }

    [Fact]
    public async Task A_session_that_ends_meanwhile_is_not_replaced_by_another()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        var process = await source.LeaveAsync("create temporary table planted (id integer)");
        await using var other = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var holding = await other.BeginTransactionAsync(Cancellation);
        await other.RunAsync(HoldPlanted);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var command = blue.Command(Invoices.Sum);
        var running = command.ExecuteReaderAsync(CommandBehavior.CloseConnection, Cancellation);
        await IsWaitingAsync(database);
        await database.Superuser.RunAsync($"select pg_terminate_backend({process})");

        var error = await Assert.ThrowsAsync<PostgresException>(() => running);

        Assert.Equal(PostgresErrorCodes.AdminShutdown, error.SqlState);
        Assert.Equal(ConnectionState.Closed, blue.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_cancels_is_not_sent_again(bool cancelsTheReset)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await source.LeaveAsync($"{Leave}; {Lock}; create temporary table planted (id integer)");
        await using var other = await database.Superuser.OpenConnectionAsync(Cancellation);
        await using var holding = await other.BeginTransactionAsync(Cancellation);
        await other.RunAsync(cancelsTheReset ? HoldPlanted : "select");
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await using var command = blue.Command("select pg_sleep(60)");
        var running = command.ExecuteScalarAsync(Cancellation);
        await IsWaitingAsync(database);
        command.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        await holding.RollbackAsync(Cancellation);
        Assert.Equal(0L, await blue.ReadAsync<long>(Memory));
        Assert.Equal(0L, await blue.ReadAsync<long>(Locks));
    }

    /// <summary>By the server's clock it runs out while the tables are discarded; by itself the reset begins with it.</summary>
    [Fact]
    public async Task A_time_out_that_was_left_fails_no_statement()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        const string Slow = """
            do $$ begin
                for i in 1..300 loop execute format('create temporary table planted_%s (id integer primary key)', i); end loop;
            end $$;
            set statement_timeout = 1
            """;
        var before = await source.LeaveAsync(Slow);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();

        Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
        Assert.Equal(before, blue.Inner.ProcessID);
    }

    /// <summary>What comes before the statement cancels nothing, and what comes late another.</summary>
    private static async Task IsWaitingAsync(TestDatabase database)
    {
        while (!await database.Superuser.ReadAsync<bool>(IsWaiting))
        {
            await Task.Delay(10, Cancellation);
        }
    }
}
