using System.Data;
using System.Transactions;
using Npgsql;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Copy;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>
/// Sessions that are reset only where a text may have left something. All is on one physical connection, and each kind of
/// leftover is there where nobody resets.
/// </summary>
public sealed class SessionResetTests(PostgresFixture postgres)
{
    private const string Locks = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";
    private const string Lock = "select pg_advisory_lock_shared(5)";
    private const string Process = "select pg_backend_pid()";
    private const string Memory = "select count(*) from pg_settings where name = 'work_mem' and setting = '77'";
    private const string Channels = "select count(*) from pg_listening_channels()";
    private const string Roles = "select count(*) from (select 1 where current_setting('role') <> 'none') as s";
    private const string Prepared = "select count(*) from pg_prepared_statements where name = 'planted'";
    private const string Cursors = "select count(*) from pg_cursors where name = 'planted'";
    private const string Tables =
        "select count(*) from pg_class where relname = 'planted' and pg_table_is_visible(oid)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Leftovers =>
        new()
        {
            { "set work_mem = '77kB'", Memory },
            { "select set_config('work_mem', '77kB', false)", Memory },
            { "update pg_settings set setting = '77' where name = 'work_mem'", Memory },
            { "do $$ begin perform set_config('work_mem', '77kB', false); end $$", Memory },
            { "select 1; set work_mem = '77kB'", Memory },
            { "select U&\"set!005fconfig\" uescape '!' ('work_mem', '77kB', false)", Memory },
            { "select careless(i) from invoice as i", Memory },
            { "select i.careless from invoice as i", Memory },
            { "select \"Careless too\"()", Memory },
            { "call careless_call()", Memory },
            { $"set role {TestRoles.Application}", Roles },
            { "select pg_advisory_lock_shared(4711)", Locks },
            { "select (4711).pg_advisory_lock_shared", Locks },
            { "select x.pg_advisory_lock_shared from generate_series(4711::bigint, 4711) as x", Locks },
            { "select 1 where exists (select from pg_catalog . \"pg_advisory_lock_shared\" (4711))", Locks },
            { "prepare planted as select 1", Prepared },
            { "declare planted cursor with hold for select 1", Cursors },
            { "listen planted", Channels },
            { "create temporary table planted (id integer)", Tables },
            { "select 1 insert into temporary table planted", Tables },
            { "select ';insert' into temporary table planted", Tables },
        };

    [Theory]
    [MemberData(nameof(Leftovers))]
    public async Task What_a_text_leaves_is_gone_for_the_next_tenant(string leaving, string counting)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var never = database.CreateSource(connect: to => (to.MaxPoolSize, to.NoResetOnClose) = (1, true));
        await using var ifDirty = database.IfDirty();

        Assert.Equal(1, await never.LeftAsync(leaving, counting));
        Assert.Equal(0, await ifDirty.LeftAsync(leaving, counting));
        Assert.Equal(Invoices.BlueSum, await ifDirty.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData("prepare planted as select 1", Prepared)]
    [InlineData("set work_mem = '77kB'", Memory)]
    public async Task Where_the_driver_prepares_its_statements_stay_and_what_SQL_left_goes(
        string leaving,
        string counting
    )
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Setting);
        await using var source = database.IfDirty(to => (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (20, 2));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        }

        Assert.Equal(0, await source.LeftAsync(leaving, counting));
        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData(Invoices.Sum, 2)]
    [InlineData("select double_total(1)", 2)]
    [InlineData("update invoice set total = total", 2)]
    [InlineData("insert into invoice (total) values (7)", 2)]
    [InlineData("select pg_advisory_lock(6)", 3)]
    public async Task Only_what_may_have_left_something_costs_a_flight(string text, int expected)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.IfDirty(to => to.Port = proxy.Port);
        await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);
        using var scope = TenantScope.Enter(Invoices.Red);

        var flights = await proxy.CountAsync(async () =>
        {
            await using (var connection = await source.RentAsync())
            {
                await connection.RunAsync(text);
            }

            await using var next = await source.RentAsync();
            await next.RunAsync(Invoices.Sum);
        });

        Assert.Equal(expected, flights);
    }

    [Fact]
    public async Task Nothing_is_sent_to_reset_what_was_only_read()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.IfDirty(to => to.Port = proxy.Port);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
            Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        }

        Assert.False(proxy.HasSent("discard"));
        Assert.False(proxy.HasSent("reset all"));
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("reader that closes")]
    [InlineData("without a connection")]
    [InlineData("failed transaction")]
    [InlineData("transaction of the text")]
    [InlineData("copy")]
    [InlineData("stored procedure")]
    [InlineData("prepared")]
    [InlineData("closed by hand")]
    [InlineData("open copy")]
    public async Task Whatever_way_it_was_sent_the_session_is_reset(string way)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Setting);
        await using var never = database.CreateSource(connect: to => (to.MaxPoolSize, to.NoResetOnClose) = (1, true));
        await using var ifDirty = database.IfDirty();

        await LockAsync(never, way);
        Assert.Equal(1L, await never.ReadAsync<long>(Invoices.Blue, Locks));
        await never.DisposeAsync();
        var before = await ifDirty.ReadAsync<int>(Invoices.Red, Process);
        await LockAsync(ifDirty, way);
        Assert.Equal(0L, await ifDirty.ReadAsync<long>(Invoices.Blue, Locks));
        Assert.Equal(before, await ifDirty.ReadAsync<int>(Invoices.Blue, Process));
        Assert.Equal(Invoices.BlueSum, await ifDirty.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Fact]
    public async Task What_is_left_in_an_ambient_transaction_goes_and_the_transaction_stays()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        using (TenantScope.Enter(Invoices.Red))
        using (var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var connection = await source.RentAsync();
            await connection.RunAsync("update invoice set total = total + 1");
            await connection.RunAsync("select pg_advisory_lock(3)");
            await connection.CloseAsync();
            transaction.Complete();
        }

        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Blue, Locks));
        Assert.Equal(Invoices.RedSum + 3, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task A_session_that_cannot_be_reset_is_given_up()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await database.Superuser.RunAsync("revoke usage on language plpgsql from public");
        int before;
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var connection = await source.RentAsync();
            before = connection.Inner.ProcessID;
            await connection.RunAsync("set work_mem = '77kB'");
        }

        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var next = await source.RentAsync();

        Assert.NotEqual(before, next.Inner.ProcessID);
        Assert.Equal(0L, await next.ReadAsync<long>(Memory));
    }

    [Fact]
    public async Task A_function_that_is_made_later_is_known_from_the_next_physical_connection_on()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty(to => to.MaxPoolSize = 2);
        const string Leaving = "select max(made_later()) from invoice";
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var first = await source.RentAsync();
        await database.Superuser.RunAsync(
            "create function made_later() returns text return set_config('work_mem', '77kB', false);"
                + "grant execute on function made_later() to public"
        );
        await using (var second = await source.RentAsync())
        {
            await second.ReadAsync<string>(Leaving);
        }

        await first.ReadAsync<string>(Leaving);
        await first.CloseAsync();
        await first.OpenAsync(Cancellation);

        Assert.Equal(0L, await first.ReadAsync<long>(Memory));
    }

    [Fact]
    public async Task Behind_a_pooler_every_session_is_reset()
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await CarelessInvoices.CreateAsync(
            postgres.Server,
            Binding.Signed,
            allowTemporary: false
        );
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        await using var proxy = new CountingProxy("127.0.0.1", bouncer.Port);
        await using var source = database.IfDirty(to => to.Port = proxy.Port);

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.False(proxy.HasSent("reset all"));
        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));

        Assert.True(proxy.HasSent("reset all"));
    }

    [Fact]
    public async Task A_transaction_that_was_left_open_ends_without_a_reset()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.IfDirty(to => to.Port = proxy.Port);

        await source.LeftAsync("begin; update invoice set total = total + 1", Invoices.Sum);

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.False(proxy.HasSent("reset all"));
    }

    private static async Task LockAsync(TenantDataSource source, string way)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();
        switch (way)
        {
            case "batch":
                await using (var batch = connection.Batch(Invoices.Sum, Lock))
                {
                    await batch.ExecuteNonQueryAsync(Cancellation);
                }

                break;
            case "reader that closes":
                await using (var command = connection.Command(Lock))
                {
                    var closing = CommandBehavior.CloseConnection;
                    await using var reader = await command.ExecuteReaderAsync(closing, Cancellation);
                }

                Assert.Equal(ConnectionState.Closed, connection.State);
                break;
            case "without a connection":
                await connection.CloseAsync();
                await using (var alone = source.CreateCommand(Lock))
                {
                    await alone.ExecuteNonQueryAsync(Cancellation);
                }

                break;
            case "failed transaction":
                await connection.RunAsync(Lock);
                await connection.BeginTransactionAsync(Cancellation);
                await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("select 1 / 0"));
                break;
            case "transaction of the text":
                await connection.RunAsync($"begin; {Lock}");
                break;
            case "closed by hand":
                await connection.RunAsync(Lock);
                await connection.Inner.CloseAsync();
                break;
            default:
                await LockByTheDriverAsync(connection, way);
                break;
        }
    }

    private static async Task LockByTheDriverAsync(TenantConnection connection, string way)
    {
        switch (way)
        {
            case "copy":
                await using (var copy = await connection.BeginTextExportAsync($"copy ({Lock}) to stdout", Cancellation))
                {
                    await copy.Driver.ReadToEndAsync(Cancellation);
                }

                break;
            case "open copy":
                await connection.BeginTextExportAsync($"copy ({Lock}) to stdout", Cancellation);
                break;
            case "stored procedure":
                await using (var call = connection.Command("careless_lock"))
                {
                    call.CommandType = CommandType.StoredProcedure;
                    await call.ExecuteNonQueryAsync(Cancellation);
                }

                break;
            case "prepared":
                await using (var command = connection.Command(Lock))
                {
                    await command.PrepareAsync(Cancellation);
                    await command.ExecuteNonQueryAsync(Cancellation);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(way), way, message: null);
        }
    }
}
