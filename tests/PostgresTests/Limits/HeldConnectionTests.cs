using System.Data;
using System.Runtime.CompilerServices;
using System.Transactions;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Limits;
using Ringfence.Npgsql.Sessions;

namespace PostgresTests.Limits;

/// <summary>However the use of a connection ends, it counts no longer.</summary>
public sealed class HeldConnectionTests(PostgresFixture postgres)
{
    private static readonly TenantLimits One = new() { MaxConnections = 1, MaxWaiting = 0 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task A_statement_that_fails_is_cancelled_or_takes_too_long_holds_nothing(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = database.Limited(One);
        using var scope = TenantScope.Enter(Invoices.Red);

        await using (var failing = await source.RentAsync())
        {
            await Assert.ThrowsAsync<PostgresException>(() => failing.RunAsync("select 1 / 0"));
            Assert.Equal(1, source.Held());
        }

        await using (var cancelled = await source.RentAsync())
        await using (var command = cancelled.Command("select pg_sleep(60)"))
        {
            using var cancellation = new CancellationTokenSource();
            var sleeping = command.ExecuteNonQueryAsync(cancellation.Token);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
        }

        await using (var late = await source.RentAsync())
        await using (var command = late.Command("select pg_sleep(60)"))
        {
            command.CommandTimeout = 1;
            await Assert.ThrowsAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync(Cancellation));
        }

        await NothingIsHeldAsync(source);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_opened_twice_counts_once_and_goes_on_counting(bool async)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(One);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            async ? connection.OpenAsync(Cancellation) : Task.Run(connection.Open, Cancellation)
        );

        Assert.Equal(1, source.Held());
        await source.RefusedAsync(Invoices.Red);
    }

    [Fact]
    public async Task A_connection_that_breaks_holds_nothing()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(One);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();
        var server = await connection.ReadAsync<int>("select pg_backend_pid()");

        await database.Superuser.RunAsync("select pg_terminate_backend($1, 10000)", server);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.SumAsync(Invoices.Red));

        Assert.NotEqual(ConnectionState.Open, connection.State);
        await NothingIsHeldAsync(source);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task A_reader_that_is_left_open_or_closes_the_connection_holds_nothing(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = database.Limited(One);
        using var scope = TenantScope.Enter(Invoices.Red);

        await using (var connection = await source.RentAsync())
        {
            var reader = await connection.Command("select i.total from invoice as i").ExecuteReaderAsync(Cancellation);
            Assert.True(await reader.ReadAsync(Cancellation));
        }

        Assert.Equal(0, source.Held());
        var closed = await source.RentAsync();
        await using (
            await closed.Command(Invoices.Sum).ExecuteReaderAsync(CommandBehavior.CloseConnection, Cancellation)
        )
        {
            Assert.Equal(1, source.Held());
        }

        Assert.Equal(ConnectionState.Closed, closed.State);
        await NothingIsHeldAsync(source);
    }

    [Fact]
    public async Task An_open_that_fails_holds_nothing()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var unreachable = database.Limited(One, connect: to => to.Database = "not_there");
        using var scope = TenantScope.Enter(Invoices.Red);
        await database.Superuser.RunAsync("update ringfence.contract set version = 99, compatible_from = 99");
        await using var mismatched = database.Limited(One);

        await Assert.ThrowsAnyAsync<NpgsqlException>(unreachable.RentAsync);
        Assert.ThrowsAny<NpgsqlException>(unreachable.OpenConnection);
        await Assert.ThrowsAsync<ContractMismatchException>(mismatched.RentAsync);

        Assert.Equal(0, unreachable.Held());
        Assert.Equal(0, mismatched.Held());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Closed_in_a_transaction_scope_it_counts_until_that_is_over(bool completes)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(One);
        using var scope = TenantScope.Enter(Invoices.Red);

        using (var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using (var connection = await source.RentAsync())
            {
                await connection.RunAsync("update invoice set total = total + 1");
            }

            Assert.Equal(1, source.Held());
            await using (var again = await source.RentAsync())
            {
                Assert.Equal(Invoices.RedSum + 3, await again.SumAsync(Invoices.Red));
            }

            await OutsideAsync(() => source.RefusedAsync(Invoices.Red));
            if (completes)
            {
                transaction.Complete();
            }
        }

        await NothingIsHeldAsync(source);
        var sum = await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);
        Assert.Equal(completes ? Invoices.RedSum + 3 : Invoices.RedSum, sum);
    }

    [Fact]
    public async Task Closed_after_its_transaction_scope_it_counts_until_it_is_closed()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(One);
        using var scope = TenantScope.Enter(Invoices.Red);
        TenantConnection connection;

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            connection = await source.RentAsync();
        }

        Assert.Equal(1, source.Held());
        await connection.DisposeAsync();
        await NothingIsHeldAsync(source);
    }

    [Fact]
    public async Task A_forgotten_connection_counts_for_as_long_as_the_pool_is_without_it_and_its_tenant_alone_pays()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(One, connect: to => to.MaxPoolSize = 2);
        var forgotten = await ForgetAsync(source);

        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // The pool itself refers to what was not given back, so it is as much in use as ever.
        Assert.True(forgotten.IsAlive);
        await source.RefusedAsync(Invoices.Red);
        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> ForgetAsync(TenantDataSource source)
    {
        var connection = await source.RentAsync(Invoices.Red);
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
        return new(connection);
    }

    private static async Task OutsideAsync(Func<Task> action)
    {
        using var suppressed = new TransactionScope(
            TransactionScopeOption.Suppress,
            TransactionScopeAsyncFlowOption.Enabled
        );
        await action();
    }

    private static async Task NothingIsHeldAsync(TenantDataSource source)
    {
        Assert.Equal(0, source.Held());
        await using var next = await source.RentAsync(Invoices.Red);
        Assert.Equal(Invoices.RedSum > 0, await next.SumAsync(Invoices.Red) > 0);
    }
}
