using Ringfence.Npgsql.Tenants;
using Ringfence.Tenants;

namespace PostgresTests.Tenants;

/// <summary>What those can do who may not change the registry: flood the store, listen, and announce changes that are none.</summary>
public sealed class ForgeryTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_of_made_up_ids_fills_its_own_room_only()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = RegistryDatabase.Tenant(1);
        await database.Registry.RegisterAsync(tenant, cancellationToken: Cancellation);
        using var log = new AwaitedLog();
        var store = await database.ListenAsync(log, options => options.UnknownCapacity = 10);
        await store.FindStateAsync(tenant, Cancellation);

        var states = await Task.WhenAll(
            Enumerable
                .Range(2, 300)
                .Select(n => store.FindStateAsync(RegistryDatabase.Tenant(n), Cancellation).AsTask())
        );

        Assert.All(states, state => Assert.Null(state));
        Assert.Equal(11, store.Kept);
        await database.CloseAsync();
        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
    }

    [Fact]
    public async Task A_forged_notification_costs_a_question_and_changes_no_answer()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = RegistryDatabase.Tenant(1);
        var other = RegistryDatabase.Tenant(2);
        await database.Registry.RegisterAsync(tenant, cancellationToken: Cancellation);
        await database.Registry.RegisterAsync(other, cancellationToken: Cancellation);
        using var log = new AwaitedLog();
        var store = await database.ListenAsync(log);
        await store.FindStateAsync(tenant, Cancellation);
        await store.FindStateAsync(other, Cancellation);
        await using var app = await database.Bare.ConnectAsync(database.ApplicationRole);

        await app.ExecuteAsync(
            "select pg_notify('ringfence_tenants', s.mark) from ringfence.tenant_state($1) as s",
            tenant.Value
        );
        await app.ExecuteAsync("select pg_notify('ringfence_tenants', $1)", "tenant=1; active");
        await app.ExecuteAsync("notify ringfence_tenants");
        await log.WaitAsync(AwaitedLog.ChangeHeard);
        await log.WaitAsync(AwaitedLog.ChangeHeard);
        await log.WaitAsync(AwaitedLog.ChangeHeard);

        await database.CloseAsync();
        Assert.Equal(TenantState.Active, await store.FindStateAsync(other, Cancellation));
        await Assert.ThrowsAsync<TenantRegistryMissingException>(() =>
            store.FindStateAsync(tenant, Cancellation).AsTask()
        );
        await database.OpenAsync();
        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
    }

    [Fact]
    public async Task Whoever_listens_learns_no_id_not_even_by_trying_all_of_them()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, Ringfence.TenantIdType.BigInt);
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await database.Bare.CreateLoginAsync($"curious_{database.Bare.Suffix}");
        await using var source = database.Bare.Source(
            database.Bare.ConnectionString($"curious_{database.Bare.Suffix}")
        );
        await using var curious = await source.OpenConnectionAsync(Cancellation);
        curious.Notification += (_, notification) => heard.TrySetResult(notification.Payload);
        await using var listen = new Npgsql.NpgsqlCommand("listen ringfence_tenants", curious);
        await listen.ExecuteNonQueryAsync(Cancellation);

        await database.Registry.RegisterAsync(Ringfence.TenantId.From(7), "Seven", Cancellation);
        await curious.WaitAsync(Cancellation);

        var payload = await heard.Task.WaitAsync(Cancellation);
        Assert.Matches("^[0-9a-f]{32}$", payload);
        await using var superuser = await database.Bare.ConnectAsync();
        Assert.Equal(
            0,
            await superuser.ScalarAsync<long>(
                """
                select count(*) from generate_series(0, 1000) as n(id), unnest(array['', 'Seven']) as w(word)
                where starts_with(encode(sha256(convert_to(w.word || n.id, 'UTF8')), 'hex'), $1)
                    or starts_with(md5(w.word || n.id), $1)
                """,
                payload
            )
        );
        Assert.Equal(
            payload,
            await superuser.ScalarAsync<string>("select s.mark from ringfence.tenant_state('7') as s")
        );
    }
}
