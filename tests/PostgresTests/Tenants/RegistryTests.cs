using Npgsql;
using Ringfence;
using Ringfence.Npgsql.Tenants;
using Ringfence.Tenants;

namespace PostgresTests.Tenants;

/// <summary>How the registry is changed, and by whom.</summary>
public sealed class RegistryTests(PostgresFixture postgres)
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;

    private static readonly TenantId Red = RegistryDatabase.Tenant(1);
    private static readonly TenantId Blue = RegistryDatabase.Tenant(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("select t.id from ringfence.registered_tenant as t")]
    [InlineData("insert into ringfence.registered_tenant (id) values (gen_random_uuid())")]
    [InlineData("update ringfence.registered_tenant set state = 'active'")]
    [InlineData("delete from ringfence.registered_tenant")]
    [InlineData("truncate ringfence.registered_tenant")]
    [InlineData("copy ringfence.registered_tenant to stdout")]
    [InlineData("alter table ringfence.registered_tenant disable trigger all")]
    [InlineData("drop trigger registered_tenant_kept on ringfence.registered_tenant")]
    [InlineData("select s.salt from ringfence.tenant_mark_salt as s")]
    [InlineData("update ringfence.tenant_mark_salt set salt = sha256('')")]
    [InlineData("select ringfence.tenant_mark('00000001-0001-0002-0304-05060708090a')")]
    [InlineData("select ringfence.active_tenants(null, 1)")]
    [InlineData("select t.id from ringfence.registered_tenants(null, 1) as t")]
    [InlineData("select t.id from ringfence.find_tenant('00000001-0001-0002-0304-05060708090a') as t")]
    [InlineData("select ringfence.register_tenant('00000003-0001-0002-0304-05060708090a', null)")]
    [InlineData("select ringfence.suspend_tenant('00000001-0001-0002-0304-05060708090a')")]
    [InlineData("select ringfence.activate_tenant('00000001-0001-0002-0304-05060708090a')")]
    [InlineData("select ringfence.delete_tenant('00000001-0001-0002-0304-05060708090a')")]
    [InlineData("select ringfence.change_tenant('00000001-0001-0002-0304-05060708090a', 'deleted')")]
    [InlineData("select ringfence.refuse_tenant('00000001-0001-0002-0304-05060708090a', 'deleted')")]
    public async Task The_application_role_neither_reads_nor_lists_nor_changes(string statement)
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        await database.Registry.RegisterAsync(Red, cancellationToken: Cancellation);
        await using var app = await database.Bare.ConnectAsync(database.ApplicationRole);

        Assert.Equal(Denied, await app.RefusedAsync(statement));

        Assert.Equal(
            "active",
            await app.ScalarAsync<string>("select s.state from ringfence.tenant_state($1) as s", Red.Value)
        );
    }

    [Fact]
    public async Task The_admin_role_has_the_functions_and_not_the_table()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        await using var admin = await database.Bare.ConnectAsync(database.AdminRole);

        await admin.ExecuteAsync("select ringfence.register_tenant($1, 'Red')", Red.Value);

        Assert.Equal([Red.Value], await admin.ColumnAsync<string>("select ringfence.active_tenants(null, 10)"));
        Assert.Equal(Denied, await admin.RefusedAsync("select t.id from ringfence.registered_tenant as t"));
        Assert.Equal(Denied, await admin.RefusedAsync("update ringfence.registered_tenant set state = 'active'"));
    }

    [Fact]
    public async Task The_opt_in_gives_the_application_role_the_list_and_nothing_else_and_is_taken_back_without_it()
    {
        await using var database = await RegistryDatabase.CreateAsync(
            postgres.Server,
            change: options => options.ApplicationListsTenants = true
        );
        await database.Registry.RegisterAsync(Red, "Red", Cancellation);
        await using var app = await database.Bare.ConnectAsync(database.ApplicationRole);

        Assert.Equal([Red.Value], await app.ColumnAsync<string>("select ringfence.active_tenants(null, 10)"));
        Assert.Equal(
            Denied,
            await app.RefusedAsync("select t.display_name from ringfence.registered_tenants(null, 10) as t")
        );
        Assert.Equal(Denied, await app.RefusedAsync($"select ringfence.suspend_tenant('{Red}')"));

        await database.Bare.InstallAsync();
        Assert.Equal(Denied, await app.RefusedAsync("select ringfence.active_tenants(null, 10)"));
        Assert.Equal(TenantState.Active, (await database.Registry.FindAsync(Red, Cancellation))!.State);
    }

    [Fact]
    public async Task What_is_registered_is_found_and_listed_with_who_changed_it_and_when()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var registry = database.Registry;
        await registry.RegisterAsync(Blue, cancellationToken: Cancellation);
        await registry.RegisterAsync(Red, "Red & Sons", Cancellation);
        var before = (await registry.FindAsync(Red, Cancellation))!;

        await registry.SuspendAsync(Red, Cancellation);

        var after = (await registry.FindAsync(Red, Cancellation))!;
        Assert.Equal(before with { State = TenantState.Suspended, ChangedAt = after.ChangedAt }, after);
        Assert.Equal(("Red & Sons", database.AdminRole), (before.DisplayName, before.ChangedBy));
        Assert.True(after.ChangedAt > before.ChangedAt);
        Assert.Null(await registry.FindAsync(RegistryDatabase.Tenant(3), Cancellation));
        var all = await registry.ListAsync(Cancellation).ToListAsync(Cancellation);
        Assert.Equal(
            [(Red, TenantState.Suspended), (Blue, TenantState.Active)],
            all.Select(tenant => (tenant.TenantId, tenant.State))
        );
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    public async Task A_list_ends_after_its_last_page(int count)
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, TenantIdType.BigInt);
        await database.Bare.ExecuteAsync(
            $"select ringfence.register_tenant(n::text, null) from generate_series(1, {count}) as n"
        );

        var listed = await database.Registry.ListAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(Enumerable.Range(1, count).Select(n => $"{n}"), listed.Select(one => one.TenantId.Value));
    }

    [Fact]
    public async Task A_deleted_tenant_stays_deleted_and_nobody_gets_its_id_again()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var registry = database.Registry;
        await registry.RegisterAsync(Red, "Red", Cancellation);
        await registry.DeleteAsync(Red, Cancellation);

        await RefusedAsync("nobody gets its id again", () => registry.RegisterAsync(Red, "Blue", Cancellation));
        await RefusedAsync("is deleted", () => registry.ActivateAsync(Red, Cancellation));
        await RefusedAsync("is deleted", () => registry.SuspendAsync(Red, Cancellation));
        await registry.DeleteAsync(Red, Cancellation);

        var found = (await registry.FindAsync(Red, Cancellation))!;
        Assert.Equal((TenantState.Deleted, null), (found.State, found.DisplayName));
    }

    [Theory]
    [InlineData("delete from ringfence.registered_tenant")]
    [InlineData("truncate ringfence.registered_tenant")]
    [InlineData("update ringfence.registered_tenant set state = 'active'")]
    [InlineData("update ringfence.registered_tenant set id = gen_random_uuid()")]
    public async Task Not_even_the_owner_takes_a_deleted_tenants_row_away_by_accident(string statement)
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        await database.Registry.RegisterAsync(Red, cancellationToken: Cancellation);
        await database.Registry.DeleteAsync(Red, Cancellation);
        await using var owner = await database.Bare.ConnectAsync();
        await owner.ExecuteAsync($"set role {database.Owner}");

        Assert.Equal("55000 tenant_kept", await owner.RefusedAsync(statement));
    }

    [Fact]
    public async Task A_tenant_is_registered_once_and_an_unknown_one_is_not_changed()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        var registry = database.Registry;
        await registry.RegisterAsync(Red, "Red", Cancellation);

        var twice = await RefusedAsync("registered already", () => registry.RegisterAsync(Red, "Two", Cancellation));
        await RefusedAsync("not registered", () => registry.SuspendAsync(Blue, Cancellation));
        await RefusedAsync("not registered", () => registry.ActivateAsync(Blue, Cancellation));
        await RefusedAsync("not registered", () => registry.DeleteAsync(Blue, Cancellation));

        Assert.Equal(("RF3042", Red), (twice.Code, twice.TenantId));
        Assert.Equal("Red", (await registry.FindAsync(Red, Cancellation))!.DisplayName);
        Assert.Null(await registry.FindAsync(Blue, Cancellation));
    }

    [Fact]
    public async Task Who_may_not_change_the_registry_is_told_who_may()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        await using var source = NpgsqlDataSource.Create(database.ApplicationConnectionString);
        var registry = new TenantRegistry(source);

        await RefusedAsync("admin role", () => registry.RegisterAsync(Red, cancellationToken: Cancellation));
        await RefusedAsync("admin role", () => registry.FindAsync(Red, Cancellation));
        await RefusedAsync("admin role", () => registry.ListAsync(Cancellation).ToListAsync(Cancellation).AsTask());
    }

    [Fact]
    public async Task A_connection_that_only_reads_an_id_of_another_type_and_a_name_too_long_are_told()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        await using var connection = await database.Admin.OpenConnectionAsync(Cancellation);
        await using var readOnly = new NpgsqlCommand("set default_transaction_read_only = on", connection);
        await readOnly.ExecuteNonQueryAsync(Cancellation);

        await RefusedAsync("only reads", () => new TenantRegistry(connection).RegisterAsync(Red, null, Cancellation));
        await RefusedAsync("type", () => database.Registry.RegisterAsync(TenantId.From(7), null, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            database.Registry.RegisterAsync(Red, new string('x', 201), Cancellation)
        );
        await database.Registry.RegisterAsync(Red, new string('x', 200), Cancellation);
    }

    [Theory]
    [InlineData("' red'")]
    [InlineData("e'red\\n'")]
    [InlineData("e're\\nd'")]
    [InlineData("e're\\x1bd'")]
    [InlineData("'   '")]
    public async Task A_text_that_no_service_reads_as_a_tenant_is_not_registered_and_the_others_are_listed(string id)
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, TenantIdType.Text);
        var tenant = RegistryDatabase.Tenant(TenantIdType.Text, 1);
        await database.Registry.RegisterAsync(tenant, cancellationToken: Cancellation);
        await using var admin = await database.Bare.ConnectAsync(database.AdminRole);

        var refusal = await Record.ExceptionAsync(() =>
            admin.ExecuteAsync($"select ringfence.register_tenant({id}, null)")
        );
        var listed = await database.Registry.ListAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(PostgresErrorCodes.CheckViolation, Assert.IsType<PostgresException>(refusal).SqlState);
        Assert.Equal(tenant, Assert.Single(listed).TenantId);
    }

    [Fact]
    public async Task A_database_without_a_contract_is_named()
    {
        var name = await postgres.Server.CreateDatabaseAsync(cancellationToken: Cancellation);
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString) { Database = name }
        );

        await Assert.ThrowsAsync<TenantRegistryMissingException>(() =>
            new TenantRegistry(source).GetTenantIdTypeAsync(Cancellation)
        );
        await Assert.ThrowsAsync<TenantRegistryMissingException>(() =>
            new TenantRegistry(source).RegisterAsync(Red, null, Cancellation)
        );
    }

    [Fact]
    public async Task An_upgrade_makes_the_registry_and_an_installation_keeps_what_is_in_it_and_its_salt()
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server);
        await database.Bare.ExecuteAsync(
            """
            drop table ringfence.registered_tenant, ringfence.tenant_mark_salt;
            drop function ringfence.tenant_state(text), ringfence.register_tenant(text, text),
                ringfence.announce_tenant(), ringfence.keep_registered_tenant();
            update ringfence.contract set version = 1;
            """
        );

        var upgraded = await database.Bare.InstallAsync();
        await database.Registry.RegisterAsync(Red, "Red", Cancellation);
        var salt = await database.Bare.TextAsync("select encode(s.salt, 'hex') from ringfence.tenant_mark_salt as s");
        await database.Bare.InstallAsync();

        Assert.Equal(1, upgraded.PreviousVersion);
        Assert.Equal("Red", (await database.Registry.FindAsync(Red, Cancellation))!.DisplayName);
        Assert.Equal(
            salt,
            await database.Bare.TextAsync("select encode(s.salt, 'hex') from ringfence.tenant_mark_salt as s")
        );
    }

    [Theory]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Every_binding_has_it(Binding binding)
    {
        await using var database = await RegistryDatabase.CreateAsync(postgres.Server, TenantIdType.Text, binding);
        var tenant = RegistryDatabase.Tenant(TenantIdType.Text, 1);

        await database.Registry.RegisterAsync(tenant, cancellationToken: Cancellation);

        Assert.Equal(TenantState.Active, await database.CreateStore().FindStateAsync(tenant, Cancellation));
    }

    private static async Task<TenantRegistryRefusedException> RefusedAsync(string why, Func<Task> change)
    {
        var refusal = await Assert.ThrowsAsync<TenantRegistryRefusedException>(change);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
