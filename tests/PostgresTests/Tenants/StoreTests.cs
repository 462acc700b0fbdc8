using Ringfence;
using Ringfence.Npgsql.Sessions;
using Ringfence.Npgsql.Tenants;
using Ringfence.Tenants;

namespace PostgresTests.Tenants;

/// <summary>What the store answers, asked as the application role.</summary>
public sealed class StoreTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<TenantIdType> Types => [.. Enum.GetValues<TenantIdType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task It_knows_active_suspended_and_deleted_tenants_of_every_type_and_no_others(TenantIdType type)
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, type);
        TenantId[] tenants = [.. Enumerable.Range(1, 4).Select(number => RegistryDatabase.Tenant(type, number))];
        foreach (var tenant in tenants[..3])
        {
            await database.Registry.RegisterAsync(tenant, cancellationToken: Cancellation);
        }

        await database.Registry.SuspendAsync(tenants[1], Cancellation);
        await database.Registry.DeleteAsync(tenants[2], Cancellation);
        var store = database.CreateStore();

        TenantState?[] first = [.. await StatesAsync(store, tenants)];
        await database.CloseAsync();
        TenantState?[] remembered = [.. await StatesAsync(store, tenants)];

        Assert.Equal([TenantState.Active, TenantState.Suspended, TenantState.Deleted, null], first);
        Assert.Equal(first, remembered);
    }

    [Fact]
    public async Task It_asks_with_no_tenant_in_scope_and_with_one()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var tenant = RegistryDatabase.Tenant(1);
        await database.Registry.RegisterAsync(tenant, cancellationToken: Cancellation);
        var store = database.CreateStore(options => options.UnheardAge = TimeSpan.Zero);

        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
        using (TenantScope.Enter(RegistryDatabase.Tenant(2)))
        {
            Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
        }
    }

    [Fact]
    public async Task A_state_that_the_database_cannot_be_asked_for_is_no_answer()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var store = database.CreateStore(connect: to => to.Port = 1);

        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() =>
            store.FindStateAsync(RegistryDatabase.Tenant(1), Cancellation).AsTask()
        );
    }

    [Fact]
    public async Task A_store_does_not_start_where_the_role_may_not_ask_or_the_ids_are_of_another_type()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var other = database.CreateStore(options => options.TenantIdType = TenantIdType.BigInt);
        var right = database.CreateStore(options => options.TenantIdType = TenantIdType.Uuid);

        var mismatch = await Assert.ThrowsAsync<ContractMismatchException>(() => other.StartAsync(Cancellation));
        await right.StartAsync(Cancellation);
        await database.CloseAsync();
        await Assert.ThrowsAsync<TenantRegistryMissingException>(() => right.StartAsync(Cancellation));
        await Assert.ThrowsAsync<TenantRegistryMissingException>(() =>
            right.FindStateAsync(RegistryDatabase.Tenant(1), Cancellation).AsTask()
        );

        Assert.Contains("type uuid", mismatch.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_a_registry_is_named()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var store = database.CreateStore();
        await database.Bare.ExecuteAsync("drop function ringfence.tenant_state(text)");

        var refusal = await Assert.ThrowsAsync<TenantRegistryMissingException>(() => store.StartAsync(Cancellation));

        Assert.Equal("RF3040", refusal.Code);
        await Assert.ThrowsAsync<TenantRegistryMissingException>(() =>
            store.FindStateAsync(RegistryDatabase.Tenant(1), Cancellation).AsTask()
        );
    }

    [Theory]
    [InlineData(TenantIdType.Uuid, "12")]
    [InlineData(TenantIdType.Integer, "9999999999")]
    public async Task An_id_of_another_type_than_the_databases_is_no_unknown_tenant(TenantIdType type, string id)
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, type);
        var store = database.CreateStore();

        await Assert.ThrowsAsync<ContractMismatchException>(() =>
            store.FindStateAsync(TenantId.Parse(id, TenantIdType.BigInt), Cancellation).AsTask()
        );
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task With_the_opt_in_it_lists_the_active_tenants_in_the_order_of_their_ids_page_by_page(
        TenantIdType type
    )
    {
        await using var database = await RegistryDatabase.CreateAsync(
            postgres.Server,
            type,
            options => options.ApplicationListsTenants = true
        );
        TenantId[] tenants = [.. Enumerable.Range(1, 2100).Select(number => RegistryDatabase.Tenant(type, number))];
        await using (var superuser = await database.Bare.ConnectAsync())
        {
            await superuser.ExecuteAsync(
                "select ringfence.register_tenant(t.id, null) from unnest($1) as t(id)",
                (object)tenants.Select(tenant => tenant.Value).Reverse().ToArray()
            );
        }

        await database.Registry.SuspendAsync(tenants[0], Cancellation);
        await database.Registry.DeleteAsync(tenants[1500], Cancellation);
        var store = database.CreateStore();

        var listed = await store.ListActiveAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(tenants.Except([tenants[0], tenants[1500]]), listed);
    }

    [Fact]
    public async Task Without_the_opt_in_it_says_why_it_does_not_list()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var store = database.CreateStore();

        var refusal = await Assert.ThrowsAsync<TenantListRefusedException>(async () =>
            await store.ListActiveAsync(Cancellation).ToListAsync(Cancellation)
        );

        Assert.Equal("RF3041", refusal.Code);
        Assert.Contains("--application-lists-tenants", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_under_way_holds_no_connection()
    {
        await using var database = await RegistryDatabase.CreateAsync(
            postgres.Server,
            change: options => options.ApplicationListsTenants = true
        );
        var tenant = RegistryDatabase.Tenant(1);
        await database.Registry.RegisterAsync(tenant, cancellationToken: Cancellation);
        var store = database.CreateStore(options => options.MaximumConnections = 1);
        await using var list = store.ListActiveAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.True(await list.MoveNextAsync());

        Assert.Equal(TenantState.Active, await store.FindStateAsync(tenant, Cancellation));
    }

    private static async Task<List<TenantState?>> StatesAsync(DatabaseTenantStore store, IEnumerable<TenantId> tenants)
    {
        var states = new List<TenantState?>();
        foreach (var tenant in tenants)
        {
            states.Add(await store.FindStateAsync(tenant, Cancellation));
        }

        return states;
    }
}
