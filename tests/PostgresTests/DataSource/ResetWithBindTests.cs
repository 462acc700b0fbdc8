using System.Transactions;
using Npgsql;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Notifications;

namespace PostgresTests.DataSource;

/// <summary>
/// Sessions that the first bind of a use resets: whatever is sent first, nothing of it runs in what the use before has left.
/// </summary>
public sealed class ResetWithBindTests(PostgresFixture postgres)
{
    private const string Lock = "select pg_advisory_lock_shared(5)";
    private const string Locks = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";
    private const string AnyLocks = """
        select count(*) from pg_locks as l
        join pg_database as d on d.oid = l.database and d.datname = current_database()
        where l.locktype = 'advisory'
        """;
    private const string Process = "select pg_backend_pid()";

    /// <summary>A lock, a table that hides the invoices, and a transaction that can write nothing.</summary>
    private const string Trap = $"""
        {Lock};
        create temporary table invoice (id bigint, tenant_id uuid, total integer, note text);
        insert into pg_temp.invoice (total) values (666);
        set default_transaction_isolation = 'serializable';
        set default_transaction_read_only = on
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(SessionResetTests.Leftovers), MemberType = typeof(SessionResetTests))]
    public async Task What_a_text_leaves_is_gone_for_the_next_tenant(string leaving, string counting)
    {
        foreach (var binding in (Binding[])[Binding.Signed, Binding.Setting])
        {
            await using var database = await CarelessInvoices.CreateAsync(postgres.Server, binding);
            await using var never = database.CreateSource(connect: to =>
                (to.MaxPoolSize, to.NoResetOnClose) = (1, true)
            );
            await using var withBind = database.WithBind();
            await using var ifDirty = database.WithBind(onlyIfDirty: true);

            Assert.Equal(1, await never.LeftAsync(leaving, counting));
            Assert.Equal(0, await withBind.LeftAsync(leaving, counting));
            Assert.Equal(0, await ifDirty.LeftAsync(leaving, counting));
            Assert.Equal(Invoices.BlueSum, await withBind.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
            Assert.Equal(Invoices.RedSum, await ifDirty.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        }
    }

    [Theory]
    [InlineData("command", 1, Binding.Signed)]
    [InlineData("command", 1, Binding.Setting)]
    [InlineData("reader", 1, Binding.Signed)]
    [InlineData("batch", 1, Binding.Signed)]
    [InlineData("batch with barriers", 2, Binding.Signed)]
    [InlineData("batch that begins", 2, Binding.Signed)]
    [InlineData("batch that only begins", 3, Binding.Signed)]
    [InlineData("text that begins", 4, Binding.Signed)]
    [InlineData("several statements", 3, Binding.Signed)]
    [InlineData("transaction", 2, Binding.Signed)]
    [InlineData("prepared", 1, Binding.Signed)]
    [InlineData("prepared", 3, Binding.Setting)]
    [InlineData("copy", 3, Binding.Signed)]
    [InlineData("bulk insert", 4, Binding.Signed)]
    public async Task Whatever_the_next_use_begins_with_runs_in_a_clean_session(
        string way,
        int expectedFlights,
        Binding binding
    )
    {
        foreach (var isAsync in (bool[])[true, false])
        {
            await using var database = await CarelessInvoices.CreateAsync(postgres.Server, binding);
            await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
            await using var source = database.WithBind(to => to.Port = proxy.Port);
            var before = await TrapAsync(source);
            using var scope = TenantScope.Enter(Invoices.Blue);
            await using var blue = await source.RentAsync();

            long sum = 0;
            var flights = await proxy.CountAsync(async () => sum = await FirstUses.SumAsync(blue, way, isAsync));

            Assert.Equal(Invoices.BlueSum, sum);
            Assert.Equal(expectedFlights, flights);
            Assert.Equal(before, blue.Inner.ProcessID);
            Assert.Equal(0L, await database.Superuser.ReadAsync<long>(AnyLocks));
            Assert.Equal(
                "read committed",
                await blue.ReadAsync<string>("select current_setting('transaction_isolation')")
            );
        }
    }

    [Theory]
    [InlineData("description")]
    [InlineData("schema")]
    [InlineData("schema of tables")]
    [InlineData("schema of a table")]
    [InlineData("vacuum")]
    [InlineData("vacuum in a batch")]
    [InlineData("enlisted by hand")]
    [InlineData("stored procedure")]
    [InlineData("rolled back")]
    public async Task What_asks_for_no_rows_finds_a_clean_session_too(string way)
    {
        foreach (var isAsync in (bool[])[true, false])
        {
            await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
            await using var source = database.WithBind();
            var before = await TrapAsync(source);
            using var scope = TenantScope.Enter(Invoices.Blue);
            await using var blue = await source.RentAsync();

            await FirstUses.AskAsync(blue, way, isAsync);

            Assert.Equal(before, blue.Inner.ProcessID);
            Assert.Equal(0L, await database.Superuser.ReadAsync<long>(AnyLocks));
            Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
        }
    }

    [Fact]
    public async Task A_listener_begins_in_a_clean_session_and_leaves_one()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        var notifications = new TenantNotifications(source, new string('s', 32));
        await TrapAsync(source);
        using (TenantScope.Enter(Invoices.Blue))
        {
            await using var listener = await notifications.ListenAsync("topic", Cancellation);
            Assert.Equal(0L, await database.Superuser.ReadAsync<long>(AnyLocks));
        }

        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Red, "select count(*) from pg_listening_channels()"));
        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_an_ambient_transaction_it_is_clean_as_well(bool completes)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await TrapAsync(source);
        using (TenantScope.Enter(Invoices.Blue))
        using (var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using (var blue = await source.RentAsync())
            {
                Assert.Equal(Invoices.BlueSum, await blue.ReadAsync<long>(Invoices.Sum));
                await blue.RunAsync("update invoice set total = total + 1");
                await blue.RunAsync(Lock);
            }

            await using (var again = await source.RentAsync())
            {
                Assert.Equal(Invoices.BlueSum + 2, await again.ReadAsync<long>(Invoices.Sum));
                Assert.Equal(1L, await again.ReadAsync<long>(Locks));
            }

            if (completes)
            {
                transaction.Complete();
            }
        }

        var expected = Invoices.BlueSum + (completes ? 2 : 0);
        Assert.Equal(expected, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Red, Locks));
    }

    [Fact]
    public async Task What_a_use_sets_itself_stays_until_it_ends()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        await TrapAsync(source);
        using (TenantScope.Enter(Invoices.Blue))
        {
            await using var blue = await source.RentAsync();
            await blue.RunAsync(Lock);
            await blue.RunAsync("set work_mem = '77kB'; prepare planted as select 1");
            await using (var transaction = await blue.BeginTransactionAsync(Cancellation))
            {
                Assert.Equal("77kB", await blue.ReadAsync<string>("select current_setting('work_mem')"));
                await transaction.CommitAsync(Cancellation);
            }

            Assert.Equal(1L, await blue.ReadAsync<long>(Locks));
            Assert.Equal(1, await blue.ReadAsync<int>("execute planted"));
        }

        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Red, Locks));
    }

    [Fact]
    public async Task Where_nothing_was_sent_nothing_is_reset()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port);
        for (var i = 0; i < 2; i++)
        {
            await using var unused = await source.RentAsync();
        }

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.False(proxy.HasSent("reset_and_bind"));
        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));

        Assert.True(proxy.HasSent("call ringfence.reset_and_bind($1, false)"));
        Assert.False(proxy.HasSent("reset all"));
        Assert.False(proxy.HasSent("discard"));
    }

    [Fact]
    public async Task Only_what_may_be_dirty_is_reset_where_that_is_asked_for_and_with_the_bind()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port, onlyIfDirty: true);
        await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);
        await source.LeftAsync("insert into invoice (total) values (7)", Invoices.Sum);

        Assert.Equal(Invoices.RedSum + 7, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.False(proxy.HasSent("reset_and_bind"));
        Assert.Equal(2, await proxy.CountAsync(() => source.LeftAsync("select pg_advisory_lock(6)", Invoices.Sum)));

        Assert.True(proxy.HasSent("call ringfence.reset_and_bind($1, false)"));
        Assert.False(proxy.HasSent("reset all"));
        Assert.Equal(
            PostgresErrorCodes.ObjectNotInPrerequisiteState,
            (
                await Assert.ThrowsAsync<PostgresException>(() =>
                    source.ReadAsync<long>(Invoices.Blue, "select lastval()")
                )
            ).SqlState
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_use_drew_itself_it_may_ask_for(bool onlyIfDirty)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port, onlyIfDirty);
        await TrapAsync(source);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();

        await blue.RunAsync("insert into invoice (total) values (7)");

        Assert.True(await blue.ReadAsync<long>("select lastval()") > 0);
        Assert.False(proxy.HasSent("discard"));
    }

    [Fact]
    public async Task Prepared_or_not_a_use_of_one_statement_takes_one_flight()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Setting);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.WithBind(to =>
            (to.Port, to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (proxy.Port, 20, 2)
        );
        await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1, await proxy.CountAsync(() => source.ReadAsync<long>(Invoices.Blue, Invoices.Sum)));
        }

        Assert.True(
            await source.ReadAsync<bool>(
                Invoices.Red,
                "select exists (select from pg_prepared_statements where statement ~ 'reset_and_bind')"
            )
        );
    }

    [Fact]
    public async Task What_sequences_gave_goes_too()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.WithBind();
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var red = await source.RentAsync();
            await red.RunAsync("insert into invoice (total) values (7)");
            Assert.True(await red.ReadAsync<long>("select lastval()") > 0);
        }

        var error = await Assert.ThrowsAsync<PostgresException>(() =>
            source.ReadAsync<long>(Invoices.Blue, "select lastval()")
        );

        Assert.Equal(PostgresErrorCodes.ObjectNotInPrerequisiteState, error.SqlState);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_driver_prepared_goes_on(bool automatically)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Setting);
        await using var source = database.WithBind(to =>
        {
            (to.MaxAutoPrepare, to.AutoPrepareMinUsages) = (automatically ? 20 : 0, 2);
        });
        await using var blue = source.CreateConnection();
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var command = blue.Command(Invoices.Sum);
        for (var i = 0; i < 5; i++)
        {
            await blue.OpenAsync(Cancellation);
            if (!automatically && i == 0)
            {
                await command.PrepareAsync(Cancellation);
            }

            Assert.Equal(Invoices.BlueSum, await command.ExecuteScalarAsync(Cancellation));
            Assert.Equal(Invoices.BlueSum, await command.ExecuteScalarAsync(Cancellation));
            await blue.CloseAsync();
            Assert.Equal(0, await source.LeftAsync(Lock, Locks));
        }

        Assert.True(await source.ReadAsync<long>(Invoices.Red, "select count(*) from pg_prepared_statements") > 0);
    }

    [Fact]
    public async Task Behind_a_pooler_the_session_that_runs_the_statement_is_reset_and_what_others_prepared_stays()
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await CarelessInvoices.CreateAsync(
            postgres.Server,
            Binding.Signed,
            allowTemporary: false
        );
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        await using var proxy = new CountingProxy("127.0.0.1", bouncer.Port);
        await using var source = database.WithBind(to => to.Port = proxy.Port);

        Assert.Equal(
            0,
            await source.LeftAsync("set work_mem = '77kB'", "select count(*) from pg_settings where setting = '77'")
        );
        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
        Assert.True(proxy.HasSent("call ringfence.reset_and_bind($1, true)"));
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = await source.RentAsync();
        await FirstInTransaction.OneTransactionAsync(blue, await blue.BeginTransactionAsync(Cancellation));
    }

    /// <summary>Red leaves what would spoil all that blue does.</summary>
    private static async Task<int> TrapAsync(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var red = await source.RentAsync();
        Assert.Equal(0L, await red.ReadAsync<long>(Locks));
        await red.RunAsync(Trap);
        Assert.Equal(1L, await red.ReadAsync<long>(Locks));
        Assert.Equal(666L, await red.ReadAsync<long>(Invoices.Sum));
        return red.Inner.ProcessID;
    }
}
