using Npgsql;
using Ringfence;
using Ringfence.Npgsql.Contract;

namespace PostgresTests.Contract;

/// <summary>What <c>init</c> makes, and that it makes it once and whole.</summary>
public sealed class InstallTests(PostgresFixture postgres)
{
    /// <summary>Everything in the catalog that an installation could change, and the secrets.</summary>
    private const string Everything = """
        select md5(string_agg(t.line, chr(10) order by t.line))
        from (
            select pg_get_functiondef(p.oid) || coalesce(obj_description(p.oid), '') || p.proacl::text
            from pg_proc as p where p.pronamespace = 'ringfence'::regnamespace
            union all
            select c.oid::regclass::text || c.relacl::text || c.relowner::text
            from pg_class as c where c.relnamespace = 'ringfence'::regnamespace
            union all
            select n.nspname || n.nspacl::text from pg_namespace as n where n.nspname in ('ringfence', 'public')
            union all
            select d.defaclobjtype::text || d.defaclacl::text from pg_default_acl as d
            union all
            select r.rolname || row(r.*)::text from pg_roles as r where r.rolname like '%SUFFIX%'
            union all
            select m.roleid::regrole::text || m.member::regrole::text || m.admin_option::text from pg_auth_members as m
            where m.roleid::regrole::text || m.member::regrole::text like '%SUFFIX%'
            union all
            select row(k.*)::text from ringfence.signing_key as k
            union all
            select row(k.*)::text from ringfence.seal_key as k
            union all
            select row(p.*)::text from ringfence.password as p
        ) as t(line)
        where t.line like '%ringfence%' or t.line like '%SUFFIX%' or t.line like '(%'
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<Binding> Bindings => [.. Enum.GetValues<Binding>()];

    public static TheoryData<Binding, TenantIdType> Contracts =>
        [
            .. from binding in Enum.GetValues<Binding>()
            from type in Enum.GetValues<TenantIdType>()
            select (binding, type),
        ];

    [Fact]
    public async Task It_makes_an_owner_that_cannot_log_in_an_application_role_and_an_admin_that_bypasses_policies()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);

        var done = await database.InstallAsync();

        Assert.Equal(
            "admin_ login bypass, app_ login, owner_",
            await database.TextAsync(
                $"""
                select string_agg(replace(r.rolname, '{database.Suffix}', '')
                        || case when r.rolcanlogin then ' login' else '' end
                        || case when r.rolbypassrls then ' bypass' else '' end
                        || case when r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication
                            then ' more' else '' end, ', ' order by r.rolname)
                from pg_roles as r where r.rolname like '%{database.Suffix}'
                """
            )
        );
        Assert.Empty(done.ForSuperuser);
        Assert.Null(done.PreviousVersion);
        Assert.Equal(
            $"owner_{database.Suffix}",
            await database.TextAsync(
                "select n.nspowner::regrole::text from pg_namespace as n where n.nspname = 'ringfence'"
            )
        );
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task Every_binding_keeps_tenants_of_every_type_apart(Binding binding, TenantIdType type)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var done = await database.InstallAsync(database.Options(binding, type));
        await database.ExecuteAsync("create table public.invoice (total int)");
        await database.ProtectAsync("public.invoice");
        var (red, blue) = type == TenantIdType.Uuid ? (Fence.Red, Fence.Blue) : ("10", "11");
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);

        Assert.Equal("42501", await app.RefusedAsync("insert into invoice values (1)"));
        await Session.BindAsync(app, binding, type, done.Secret, red);
        await app.ExecuteAsync("insert into invoice values (1)");
        await Session.BindAsync(app, binding, type, done.Secret, blue);
        await app.ExecuteAsync("insert into invoice values (2)");

        Assert.Equal(2, await app.ScalarAsync<int>("select total from invoice"));
        Assert.Equal(blue, await app.ScalarAsync<string>("select tenant_id::text from invoice"));
        await app.ExecuteAsync("select ringfence.unset_tenant()");
        Assert.Null(await app.ScalarAsync<string>("select ringfence.get_tenant()"));
        Assert.Equal(0, await app.ScalarAsync<long>("select count(*) from invoice"));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Installing_again_changes_nothing_and_makes_no_new_secret(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options(binding);
        var first = await database.InstallAsync(options);
        var everything = Everything.Replace("SUFFIX", database.Suffix, StringComparison.Ordinal);
        var before = await database.TextAsync(everything);

        var second = await database.InstallAsync(options);

        Assert.Equal(binding == Binding.Setting, first.Secret is null);
        Assert.Null(second.Secret);
        Assert.Equal(ContractInstaller.Version, second.PreviousVersion);
        Assert.Equal(before, await database.TextAsync(everything));
    }

    [Fact]
    public async Task An_older_contract_is_upgraded_and_what_is_missing_of_it_made_again()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync(
            "update ringfence.contract set version = 0; drop function ringfence.get_tenant(); drop table ringfence.session"
        );

        var done = await database.InstallAsync();

        Assert.Equal(0, done.PreviousVersion);
        Assert.Equal("3", await database.TextAsync("select c.version from ringfence.contract as c"));
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        Assert.Null(await app.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Fact]
    public async Task A_newer_contract_is_left_alone()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync("update ringfence.contract set version = 99");

        var refusal = await database.RefusalAsync(database.Options());

        Assert.Contains("version 99", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("99", await database.TextAsync("select c.version from ringfence.contract as c"));
    }

    [Fact]
    public async Task Another_tenant_type_and_other_roles_are_refused()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();

        var type = await database.RefusalAsync(database.Options(type: TenantIdType.BigInt));
        var role = await database.RefusalAsync(database.Options(change: o => o.ApplicationRole += "x"));
        var owner = await database.RefusalAsync(database.Options(change: o => o.Owner += "x"));

        Assert.Contains("--tenant-type uuid", type.Message, StringComparison.Ordinal);
        Assert.Contains(database.Options().ApplicationRole, role.Message, StringComparison.Ordinal);
        Assert.Contains(database.Options().Owner, owner.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_binding_is_refused_unless_it_is_to_be_replaced()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();

        var refusal = await database.RefusalAsync(database.Options(Binding.Password));

        Assert.Contains("--replace-binding", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("signed", await database.TextAsync("select c.binding from ringfence.contract as c"));
    }

    [Theory]
    [InlineData(Binding.Signed, Binding.Setting)]
    [InlineData(Binding.Signed, Binding.Password)]
    [InlineData(Binding.Setting, Binding.Signed)]
    [InlineData(Binding.Setting, Binding.Password)]
    [InlineData(Binding.Password, Binding.Signed)]
    [InlineData(Binding.Password, Binding.Setting)]
    public async Task A_replaced_binding_binds_no_more_and_leaves_no_function(Binding from, Binding to)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var fresh = await BareDatabase.CreateAsync(postgres.Server);
        var old = await database.InstallAsync(database.Options(from));
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        await Session.BindAsync(app, from, TenantIdType.Uuid, old.Secret, Fence.Red);
        Assert.Equal(Fence.Red, await app.ScalarAsync<string>("select ringfence.get_tenant()"));

        var done = await database.InstallAsync(database.Options(to, change: o => o.ReplaceBinding = true));
        await fresh.InstallAsync(fresh.Options(to));

        const string Functions = """
            select string_agg(p.oid::regprocedure::text, ' ' order by p.oid::regprocedure::text)
            from pg_proc as p where p.pronamespace = 'ringfence'::regnamespace
            """;
        Assert.Equal(await fresh.TextAsync(Functions), await database.TextAsync(Functions));
        await using var next = await database.ConnectAsync(database.Options().ApplicationRole);
        if (from != Binding.Setting && to != Binding.Setting)
        {
            await Assert.ThrowsAsync<PostgresException>(() =>
                Session.BindAsync(next, from, TenantIdType.Uuid, old.Secret, Fence.Red)
            );
        }

        Assert.Null(await next.ScalarAsync<string>("select ringfence.get_tenant()"));
        await Session.BindAsync(next, to, TenantIdType.Uuid, done.Secret, Fence.Blue);
        Assert.Equal(Fence.Blue, await next.ScalarAsync<string>("select ringfence.get_tenant()"));
    }

    [Fact]
    public async Task When_the_secret_cannot_be_kept_nothing_is_left_not_even_the_roles()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);

        await Assert.ThrowsAsync<IOException>(() =>
            ContractInstaller.InstallAsync(
                database.Superuser,
                database.Options(),
                (_, _) => throw new IOException("The disk is full."),
                Cancellation
            )
        );

        await AssertNothingAsync(database);
    }

    [Fact]
    public async Task When_an_object_is_in_the_way_nothing_is_left()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.ExecuteAsync(
            $"""
            create role {options.Owner};
            create schema ringfence authorization {options.Owner};
            set role {options.Owner};
            create view ringfence.contract as select 1 as version;
            """
        );

        var refusal = await database.RefusalAsync(options);

        Assert.Contains("contract", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await database.TextAsync($"select to_regrole('{options.ApplicationRole}')::text"));
        Assert.Null(await database.TextAsync("select to_regclass('ringfence.seal_key')::text"));
    }

    [Fact]
    public async Task A_cancelled_installation_leaves_nothing()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ContractInstaller.InstallAsync(
                database.Superuser,
                database.Options(),
                async (_, token) =>
                {
                    await cancel.CancelAsync();
                    token.ThrowIfCancellationRequested();
                },
                cancel.Token
            )
        );

        await AssertNothingAsync(database);
    }

    [Fact]
    public async Task Two_installations_at_once_make_one_secret()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();

        var both = await Task.WhenAll(database.InstallAsync(options), database.InstallAsync(options));

        Assert.Single(both, done => done.Secret is not null);
        Assert.Equal("1", await database.TextAsync("select count(*) from ringfence.signing_key"));
    }

    [Fact]
    public async Task An_application_that_holds_the_installers_lock_does_not_hold_it_up_for_ever()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        await app.ExecuteAsync("select pg_advisory_lock(8244241983257013859)");

        await Assert.ThrowsAsync<ContractRefusedException>(() =>
            ContractInstaller.InstallWithinAsync(
                database.Superuser,
                database.Options(),
                keepSecret: null,
                TimeSpan.FromMilliseconds(50),
                Cancellation
            )
        );
    }

    [Fact]
    public async Task The_create_privilege_of_everybody_on_schema_public_is_revoked()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync("grant create on schema public to public");

        await database.InstallAsync();

        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        Assert.Equal("42501", await app.RefusedAsync("create table public.mine ()"));
    }

    [Fact]
    public async Task A_database_that_is_closed_to_everybody_is_opened_to_the_logins()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync($"revoke connect on database \"{database.Name}\" from public");

        await database.InstallAsync();

        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);
        Assert.Equal(3, await app.ScalarAsync<int>("select c.version from ringfence.contract as c"));
    }

    private static async Task AssertNothingAsync(BareDatabase database)
    {
        Assert.Null(await database.TextAsync("select to_regnamespace('ringfence')::text"));
        Assert.Equal(
            "0",
            await database.TextAsync($"select count(*) from pg_roles as r where r.rolname like '%{database.Suffix}'")
        );
    }
}
