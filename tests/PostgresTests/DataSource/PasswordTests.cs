using System.Data;
using System.Transactions;
using Npgsql;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

public sealed class PasswordTests(PostgresFixture postgres)
{
    private const string BoundSessions = "select count(*) from ringfence.session";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("close")]
    [InlineData("close async")]
    [InlineData("dispose")]
    [InlineData("dispose async")]
    public async Task A_session_is_bound_for_the_rent_and_no_longer(string how)
    {
        await using var database = await CreateAsync();
        var connection = await database.Source.RentAsync();
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
        Assert.Equal(1, await database.Superuser.ReadAsync<long>(BoundSessions));

        await (
            how switch
            {
                "close" => Task.Run(connection.Close, Cancellation),
                "close async" => connection.CloseAsync(),
                "dispose" => Task.Run(connection.Dispose, Cancellation),
                _ => connection.DisposeAsync().AsTask(),
            }
        );

        Assert.Equal(0, await database.Superuser.ReadAsync<long>(BoundSessions));
    }

    [Fact]
    public async Task Another_scope_binds_the_session_anew()
    {
        await using var database = await CreateAsync();
        await using var connection = await database.Source.RentAsync();

        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_runs_unbound_does_not_run_for_whom_the_session_was_bound_before(bool async)
    {
        await using var database = await CreateAsync();
        await database.Superuser.RunAsync($"grant temporary on database {database.Name} to {TestRoles.Application}");
        await using var connection = await database.Source.RentAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            await connection.RunAsync(
                """
                create temporary table victim (id integer);
                insert into victim values (1);
                create function pg_temp.look(id integer) returns integer immutable language plpgsql as $$
                begin
                    if exists (select from public.invoice) then
                        raise exception 'rows are seen';
                    end if;
                    return id;
                end
                $$;
                """
            );
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        await using var create = connection.Command("create index concurrently on victim (pg_temp.look(id))");

        Assert.Equal(-1, async ? await create.ExecuteNonQueryAsync(Cancellation) : create.ExecuteNonQuery());
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var database = await CreateAsync();
        await using var source = database.CreateSource(options => options.Password = "rfp1.1.wrong");

        var refusal = await Assert.ThrowsAsync<TenantRefusedException>(() =>
            source.ReadAsync<long>(Invoices.Red, Invoices.Sum)
        );

        Assert.Equal("password_wrong", refusal.Reason);
        Assert.DoesNotContain("rfp1.1.wrong", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select 1 from ringfence.session")]
    [InlineData("select 1 from ringfence.password")]
    [InlineData("insert into ringfence.session select 1, now(), 'x'")]
    [InlineData("update ringfence.session set tenant = 'x'")]
    [InlineData("delete from ringfence.session")]
    [InlineData("delete from ringfence.password")]
    [InlineData("truncate ringfence.session")]
    [InlineData("select ringfence.new_password()")]
    public async Task The_application_role_reaches_neither_sessions_nor_passwords(string sql)
    {
        await using var database = await CreateAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.As(Invoices.Red).ExecuteAsync(sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task What_an_earlier_process_of_the_same_number_left_is_not_believed()
    {
        await using var database = await CreateAsync();
        await using var connection = await database.Source.RentAsync();
        await database.Superuser.RunAsync(
            "insert into ringfence.session (pid, backend_start, tenant) values ($1, now() - interval '1 day', $2)",
            connection.Inner.ProcessID,
            Invoices.Blue.Value
        );

        Assert.Null(await connection.LeftoverAsync());
        Assert.Equal(0, await connection.Inner.ReadAsync<long>(Invoices.Sum));
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
    }

    [Fact]
    public async Task What_a_transaction_scope_rolled_back_is_bound_again()
    {
        await using var database = await CreateAsync();
        await using var connection = database.Source.CreateConnection();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await connection.OpenAsync(Cancellation);
            Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
        }

        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Fact]
    public async Task What_a_rollback_to_a_savepoint_undid_is_bound_again()
    {
        await using var database = await CreateAsync();
        await using var connection = database.Source.CreateConnection();
        using var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        await connection.OpenAsync(Cancellation);
        await connection.RunAsync("savepoint before");
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
        await connection.RunAsync("rollback to before");

        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
    }

    [Fact]
    public async Task A_rollback_brings_back_nobody_who_was_bound_before_the_connection_was_enlisted()
    {
        await using var database = await CreateAsync();
        await using var connection = await database.Source.RentAsync();
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            connection.EnlistTransaction(Transaction.Current);
            using var suppressed = new TransactionScope(
                TransactionScopeOption.Suppress,
                TransactionScopeAsyncFlowOption.Enabled
            );
            Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
        }

        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Fact]
    public async Task A_connection_closed_inside_a_transaction_scope_leaves_nobody_bound()
    {
        await using var database = await CreateAsync();
        using (var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
            transaction.Complete();
        }

        Assert.Equal(0, await database.Superuser.ReadAsync<long>(BoundSessions));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_that_closes_its_connection_unbinds_it(bool async)
    {
        await using var database = await CreateAsync();
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var command = connection.Command(Invoices.Sum);
        var reader = await command.ExecuteReaderAsync(CommandBehavior.CloseConnection, Cancellation);
        await reader.ReadAsync(Cancellation);

        await (async ? reader.DisposeAsync().AsTask() : Task.Run(reader.Dispose, Cancellation));

        Assert.Equal(ConnectionState.Closed, connection.State);
        Assert.Equal(0, await database.Superuser.ReadAsync<long>(BoundSessions));
    }

    [Theory]
    [InlineData("select 1 from generate_series(1, 5)")]
    [InlineData("select 1; select 1 / 0")]
    public async Task A_reader_left_open_does_not_keep_the_session_bound(string sql)
    {
        await using var database = await CreateAsync();
        await using var source = database.CreateSource(connect: to => to.MaxPoolSize = 1);
        using (TenantScope.Enter(Invoices.Red))
        {
            var connection = await source.RentAsync();
            var command = connection.Command(sql);
            await command.ExecuteReaderAsync(Cancellation);
            await connection.CloseAsync();
        }

        Assert.Equal(0, await database.Superuser.ReadAsync<long>(BoundSessions));
        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData("select 1")]
    [InlineData("select 1 / 0")]
    public async Task A_transaction_left_open_or_failed_does_not_keep_the_session_bound(string sql)
    {
        await using var database = await CreateAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var connection = await database.Source.RentAsync();
            await connection.BeginTransactionAsync(Cancellation);
            await Record.ExceptionAsync(() => connection.RunAsync(sql));
        }

        Assert.Equal(0, await database.Superuser.ReadAsync<long>(BoundSessions));
    }

    [Fact]
    public async Task A_connection_that_cannot_be_unbound_is_not_used_again()
    {
        await using var database = await CreateAsync();
        await using var source = database.CreateSource(connect: to => to.MaxPoolSize = 1);
        await database.Superuser.RunAsync("revoke execute on function ringfence.unset_tenant() from ringfence_app");
        int first;
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var connection = await source.RentAsync();
            await connection.ReadAsync<long>(Invoices.Sum);
            first = connection.Inner.ProcessID;
        }

        await using var next = await source.RentAsync();

        Assert.NotEqual(first, next.Inner.ProcessID);
        Assert.Null(await next.LeftoverAsync());
    }

    [Fact]
    public async Task To_close_a_connection_twice_does_not_touch_the_reader_of_the_next_renter()
    {
        await using var database = await CreateAsync();
        await using var source = database.CreateSource(connect: to => to.MaxPoolSize = 1);
        using var scope = TenantScope.Enter(Invoices.Red);
        var first = await source.RentAsync();
        await using (var command = first.Command(Invoices.Sum))
        {
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
        }

        await first.CloseAsync();
        await using var second = await source.RentAsync();
        await using var query = second.Command("select i.total from invoice as i");
        await using var rows = await query.ExecuteReaderAsync(Cancellation);
        await first.DisposeAsync();

        Assert.True(await rows.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task Without_a_scope_nothing_is_sent()
    {
        await using var database = await CreateAsync();
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(connect: to => to.Port = proxy.Port);
        await using var connection = await source.RentAsync();
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
        var before = proxy.Bytes;

        await Assert.ThrowsAsync<TenantMissingException>(() => connection.ReadAsync<long>(Invoices.Sum));

        Assert.Equal(before, proxy.Bytes);
    }

    private Task<TestDatabase> CreateAsync() => Invoices.CreateAsync(postgres.Server, Binding.Password);
}
