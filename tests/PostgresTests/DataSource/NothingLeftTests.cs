using System.Data;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>
/// No tenant survives its transaction on a connection that goes back to the pool un-reset. Each test looks at the same
/// server process afterwards, through the driver's own connection.
/// </summary>
public sealed class NothingLeftTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, true)]
    [InlineData(Binding.Signed, false)]
    [InlineData(Binding.Setting, true)]
    [InlineData(Binding.Setting, false)]
    public async Task After_a_command_nobody_is_bound(Binding binding, bool reset)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = OneConnection(database, reset);
        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));

        await using var connection = await source.RentAsync();

        Assert.Null(await connection.LeftoverAsync());
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
        Assert.Null(await connection.LeftoverAsync());
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task Within_a_transaction_somebody_is_bound_and_after_it_nobody(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = OneConnection(database);
        await using var connection = await source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await connection.RunAsync("update invoice set total = total + 1");
        Assert.Equal(Invoices.Red.Value, await connection.LeftoverAsync());
        await transaction.CommitAsync(Cancellation);

        Assert.Null(await connection.LeftoverAsync());
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task After_a_transaction_that_was_left_open_nobody_is_bound(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = OneConnection(database);
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var left = await source.RentAsync();
            await left.BeginTransactionAsync(Cancellation);
            Assert.Equal(3, await left.RunAsync("update invoice set total = total + 1"));
        }

        await using var connection = await source.RentAsync();

        Assert.Null(await connection.LeftoverAsync());
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task After_an_error_of_the_server_nobody_is_bound(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = OneConnection(database);

        var error = await Assert.ThrowsAsync<PostgresException>(() =>
            source.ReadAsync<int>(Invoices.Red, "select 1 / (i.total - 1) from invoice as i")
        );

        Assert.Equal(PostgresErrorCodes.DivisionByZero, error.SqlState);
        await IsFreshAsync(source);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task After_a_token_cancelled_a_command_nobody_is_bound(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = OneConnection(database);
        using var cancel = new CancellationTokenSource();
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var connection = await source.RentAsync();
            await using var command = connection.Command("select pg_sleep(60)");
            var running = command.ExecuteScalarAsync(cancel.Token);
            await IsSleepingAsync(database);
            await cancel.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        await IsFreshAsync(source);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task After_a_command_was_cancelled_from_elsewhere_nobody_is_bound(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = OneConnection(database);
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var connection = await source.RentAsync();
            await using var command = connection.Command("select pg_sleep(60)");
            var running = command.ExecuteScalarAsync(Cancellation);
            await IsSleepingAsync(database);
            command.Cancel();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        await IsFreshAsync(source);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task After_a_command_ran_out_of_time_nobody_is_bound(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = OneConnection(database);
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var connection = await source.RentAsync();
            await using var command = connection.Command("select pg_sleep(60)");
            command.CommandTimeout = 1;

            var error = await Assert.ThrowsAsync<NpgsqlException>(() => command.ExecuteScalarAsync(Cancellation));
            Assert.IsType<TimeoutException>(error.InnerException);
        }

        await IsFreshAsync(source);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task After_the_server_process_was_killed_the_next_one_is_bound_anew(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = OneConnection(database);
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var connection = await source.RentAsync();
            await connection.ReadAsync<long>(Invoices.Sum);
            await database.Superuser.RunAsync("select pg_terminate_backend($1, 10000)", connection.Inner.ProcessID);

            await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.ReadAsync<long>(Invoices.Sum));
            Assert.NotEqual(ConnectionState.Open, connection.State);
        }

        await IsFreshAsync(source);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task A_connection_that_nobody_gave_back_harms_no_other(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = database.CreateSource(connect: to => to.MaxPoolSize = 2);
        await ForgetAsync(source);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
            Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        }
    }

    private static async Task ForgetAsync(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        var connection = await source.RentAsync();
        await connection.BeginTransactionAsync(Cancellation);
        await connection.ReadAsync<long>(Invoices.Sum);
    }

    private static TenantDataSource OneConnection(TestDatabase database, bool reset = false) =>
        database.CreateSource(connect: to =>
        {
            to.MaxPoolSize = 1;
            to.NoResetOnClose = !reset;
        });

    private static async Task IsFreshAsync(TenantDataSource source)
    {
        await using var connection = await source.RentAsync();
        Assert.Null(await connection.LeftoverAsync());
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
        Assert.Null(await connection.LeftoverAsync());
    }

    /// <summary>A cancellation that comes before the statement cancels nothing.</summary>
    private static async Task IsSleepingAsync(TestDatabase database)
    {
        while (!await database.Superuser.ReadAsync<bool>(Sleeping))
        {
            await Task.Delay(10, Cancellation);
        }
    }

    private const string Sleeping = """
        select exists (
            select from pg_stat_activity as a
            where a.datname = current_database() and a.wait_event = 'PgSleep'
        )
        """;
}
