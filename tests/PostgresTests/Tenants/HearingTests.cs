using Npgsql;
using PostgresTests.Proxy;
using Ringfence.Npgsql.Tenants;
using Ringfence.Tenants;

namespace PostgresTests.Tenants;

/// <summary>Which changes reach a store, and what it answers while none do.</summary>
public sealed class HearingTests(PostgresFixture postgres)
{
    /// <summary>Ends the server processes of all that listen, and counts them: their last statement was one of these.</summary>
    private const string EndListening = """
        select count(pg_terminate_backend(a.pid, 30000))
        from pg_stat_activity as a
        where a.datname = current_database() and a.query in ('listen ringfence_tenants', 'select 1')
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_suspension_reaches_the_stores_of_other_processes_at_once()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = await RegisterAsync(database, 1);
        using var log = new AwaitedLog();
        var store = await database.ListenAsync(log);
        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));

        await database.Registry.SuspendAsync(tenant, Cancellation);
        await log.WaitAsync(AwaitedLog.ChangeHeard);
        Assert.Equal(TenantState.Suspended, await store.FindStateAsync(tenant, Cancellation));

        await database.Registry.ActivateAsync(tenant, Cancellation);
        await log.WaitAsync(AwaitedLog.ChangeHeard);
        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));

        await database.Registry.DeleteAsync(tenant, Cancellation);
        await log.WaitAsync(AwaitedLog.ChangeHeard);
        Assert.Equal(TenantState.Deleted, await store.FindStateAsync(tenant, Cancellation));
    }

    [Fact]
    public async Task A_registration_ends_what_was_remembered_of_an_unknown_tenant()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        using var log = new AwaitedLog();
        var store = await database.ListenAsync(log);
        Assert.Null(await store.FindStateAsync(RegistryDatabase.Tenant(1), Cancellation));

        var tenant = await RegisterAsync(database, 1);
        await log.WaitAsync(AwaitedLog.ChangeHeard);

        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
    }

    [Fact]
    public async Task A_change_of_one_tenant_leaves_the_others_in_memory()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = await RegisterAsync(database, 1);
        var other = await RegisterAsync(database, 2);
        using var log = new AwaitedLog();
        var store = await database.ListenAsync(log);
        await store.FindStateAsync(other, Cancellation);

        await database.Registry.SuspendAsync(tenant, Cancellation);
        await log.WaitAsync(AwaitedLog.ChangeHeard);
        await database.CloseAsync();

        Assert.Equal(TenantState.Active, await store.FindStateAsync(other, Cancellation));
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_is_not_announced_and_one_is_when_it_is_committed()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = await RegisterAsync(database, 1);
        using var log = new AwaitedLog();
        var store = await database.ListenAsync(log);
        await store.FindStateAsync(tenant, Cancellation);
        await using var connection = await database.Admin.OpenConnectionAsync(Cancellation);
        var registry = new TenantRegistry(connection);

        await using (await connection.BeginTransactionAsync(Cancellation))
        {
            await registry.SuspendAsync(tenant, Cancellation);
        }

        await RegisterAsync(database, 2);
        await log.WaitAsync(AwaitedLog.ChangeHeard);
        Assert.Equal(0, log.Left(AwaitedLog.ChangeHeard));
        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
    }

    [Fact]
    public async Task After_the_listening_connection_was_killed_no_answer_is_older_than_the_short_age_and_it_listens_again()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = await RegisterAsync(database, 1);
        var time = new ManualTime();
        using var log = new AwaitedLog();
        var store = await database.ListenAsync(
            log,
            options =>
            {
                options.TimeProvider = time;
                options.UnheardAge = TimeSpan.FromMilliseconds(500);
            }
        );
        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
        time.Advance(TimeSpan.FromMilliseconds(499));

        Assert.Equal("1", await database.Bare.TextAsync(EndListening));
        await log.WaitAsync(AwaitedLog.Lost);
        await time.SomebodyWaitsAsync();
        await database.Registry.SuspendAsync(tenant, Cancellation);

        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TenantState.Suspended, await store.FindStateAsync(tenant, Cancellation));

        await database.Registry.ActivateAsync(tenant, Cancellation);
        Assert.Equal(TenantState.Suspended, await store.FindStateAsync(tenant, Cancellation));
        time.Advance(TimeSpan.FromMilliseconds(999)); // A second after the connection was lost.
        await log.WaitAsync(AwaitedLog.Connected);
        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
        await database.Registry.SuspendAsync(tenant, Cancellation);
        await log.WaitAsync(AwaitedLog.ChangeHeard);
        Assert.Equal(TenantState.Suspended, await store.FindStateAsync(tenant, Cancellation));
        await store.StopAsync();
        Assert.Equal(0, log.Left(AwaitedLog.Lost));
    }

    [Fact]
    public async Task A_connection_that_listens_shows_that_it_lives_though_nothing_changes()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = await RegisterAsync(database, 1);
        var time = new ManualTime();
        using var log = new AwaitedLog();
        var store = await database.ListenAsync(
            log,
            options =>
            {
                options.TimeProvider = time;
                options.UnheardAge = TimeSpan.Zero;
                options.ListenerCheck = TimeSpan.FromSeconds(1);
            }
        );
        await store.FindStateAsync(tenant, Cancellation);
        time.Advance(TimeSpan.FromSeconds(10)); // Longer than two checks: from here on only another one helps.

        await database.CloseAsync();

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        TenantState? remembered = null;
        while (remembered is null)
        {
            try
            {
                remembered = await store.FindStateAsync(tenant, patience.Token);
            }
            catch (TenantRegistryMissingException)
            {
                // Not heard yet, so the database was asked, and is closed.
            }
        }

        Assert.Equal(TenantState.Active, remembered);
    }

    [Fact]
    public async Task While_it_cannot_listen_it_tries_again_after_longer_and_longer_pauses()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var time = new ManualTime();
        using var log = new AwaitedLog();
        var store = database.CreateStore(
            options =>
            {
                options.TimeProvider = time;
                options.ListenerConnectionString = new NpgsqlConnectionStringBuilder(
                    database.ApplicationConnectionString
                )
                {
                    Port = 1,
                }.ConnectionString;
            },
            log
        );

        await store.StartAsync(Cancellation);

        foreach (var pause in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            await log.WaitAsync(AwaitedLog.Lost);
            await time.SomebodyWaitsAsync();
            time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            Assert.Equal(0, log.Left(AwaitedLog.Lost));
            time.Advance(TimeSpan.FromTicks(1));
        }
    }

    [Fact]
    public async Task Behind_a_pooler_in_transaction_mode_it_does_not_listen_and_answers_for_the_short_age()
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = await RegisterAsync(database, 1);
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        var time = new ManualTime();
        using var log = new AwaitedLog();
        var store = database.CreateStore(options => options.TimeProvider = time, log, to => to.Port = bouncer.Port);

        await store.StartAsync(Cancellation);
        await log.WaitAsync(AwaitedLog.BehindPooler);

        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
        await database.Registry.SuspendAsync(tenant, Cancellation);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(TenantState.Suspended, await store.FindStateAsync(tenant, Cancellation));
        Assert.Equal((0, 0), (log.Left(AwaitedLog.BehindPooler), log.Left(AwaitedLog.Connected)));
        await store.StopAsync();
        Assert.Equal("0", await database.Bare.TextAsync(EndListening));
    }

    [Fact]
    public async Task Behind_a_pooler_it_hears_by_a_listening_connection_to_the_server_itself()
    {
        Assert.True(PgBouncer.IsInstalled, "pgbouncer is not installed: ./test installs it.");
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = await RegisterAsync(database, 1);
        await using var bouncer = await PgBouncer.StartAsync(database.ApplicationConnectionString, Cancellation);
        using var log = new AwaitedLog();
        var store = database.CreateStore(
            options => options.ListenerConnectionString = database.ApplicationConnectionString,
            log,
            to => to.Port = bouncer.Port
        );

        await store.StartAsync(Cancellation);
        await log.WaitAsync(AwaitedLog.Connected);
        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
        await database.Registry.SuspendAsync(tenant, Cancellation);
        await log.WaitAsync(AwaitedLog.ChangeHeard);

        Assert.Equal(TenantState.Suspended, await store.FindStateAsync(tenant, Cancellation));
    }

    [Fact]
    public async Task A_stopped_store_listens_no_more_and_still_answers()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = await RegisterAsync(database, 1);
        using var log = new AwaitedLog();
        var store = await database.ListenAsync(log, options => options.UnheardAge = TimeSpan.Zero);

        await store.StopAsync();
        await database.Registry.SuspendAsync(tenant, Cancellation);

        Assert.Equal(TenantState.Suspended, await store.FindStateAsync(tenant, Cancellation));
        Assert.Equal((0, 0), (log.Left(AwaitedLog.ChangeHeard), log.Left(AwaitedLog.Lost)));
        Assert.Equal("0", await database.Bare.TextAsync(EndListening));
    }

    private static async Task<Ringfence.TenantId> RegisterAsync(RegistryDatabase database, int number)
    {
        var tenant = RegistryDatabase.Tenant(number);
        await database.Registry.RegisterAsync(tenant, cancellationToken: Cancellation);
        return tenant;
    }
}
