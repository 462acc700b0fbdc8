using Npgsql;
using Ringfence;

namespace PostgresTests.Contract;

/// <summary>What the logins may do in schema ringfence, and what nobody else may.</summary>
public sealed class PrivilegesTests(PostgresFixture postgres)
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;

    private const string OfRegistry =
        "tenant_state(text) active_tenants(text,integer) registered_tenants(text,integer) find_tenant(text)"
        + " register_tenant(text,text) suspend_tenant(text) activate_tenant(text) delete_tenant(text)";

    public static TheoryData<Binding> Bindings => [.. Enum.GetValues<Binding>()];

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Public_has_nothing_in_the_schema(Binding binding)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);

        await database.InstallAsync(database.Options(binding));

        Assert.Empty(await GrantsAsync(database, "0"));
    }

    [Theory]
    [InlineData(
        Binding.Signed,
        "backend() bind(text) get_tenant() key_facts() reset_and_bind(text,boolean) set_tenant(text) tenant() unset_tenant()"
    )]
    [InlineData(
        Binding.Setting,
        "backend() bind(text) get_tenant() key_facts() reset_and_bind(text,boolean) set_tenant(text) tenant() unset_tenant()"
    )]
    [InlineData(
        Binding.Password,
        "backend() get_tenant() key_facts() set_tenant(text) set_tenant_id(uuid,text) tenant() unset_tenant()"
    )]
    public async Task The_logins_have_their_public_routines_the_contract_row_and_nothing_else(
        Binding binding,
        string routines
    )
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options(binding);

        await database.InstallAsync(options);

        string[] ofBoth = ["contract: SELECT", "ringfence: USAGE"];
        string[] ofStamps =
            binding == Binding.Signed && postgres.Server.Major >= 15 ? ["session_tenant(): EXECUTE"] : [];
        string[] ofApplication =
        [
            .. ofBoth,
            .. ofStamps,
            .. routines.Split(' ').Append("tenant_state(text)").Select(routine => $"{routine}: EXECUTE"),
        ];
        string[] ofAdmin =
        [
            .. ofBoth,
            "admin_log: SELECT",
            "admin_open(text,text,text,boolean,text,text): EXECUTE",
            "get_tenant(): EXECUTE",
            .. ofStamps,
            "tenant(): EXECUTE",
            "unset_tenant(): EXECUTE",
            .. OfRegistry.Split(' ').Select(routine => $"{routine}: EXECUTE"),
        ];
        Assert.Equal(ofApplication.Order(), await GrantsAsync(database, $"'{options.ApplicationRole}'::regrole"));
        Assert.Equal(ofAdmin.Order(), await GrantsAsync(database, $"'{options.AdminRole}'::regrole"));
    }

    [Theory]
    [InlineData("select k.inner_pad from ringfence.signing_key as k")]
    [InlineData("select k.inner_pad from ringfence.seal_key as k")]
    [InlineData("select p.hash from ringfence.password as p")]
    [InlineData("select s.tenant from ringfence.session as s")]
    [InlineData("insert into ringfence.session values (pg_backend_pid(), now(), 'blue')")]
    [InlineData("insert into ringfence.signing_key values ('9', repeat('a', 64)::bytea, repeat('a', 64)::bytea)")]
    [InlineData("update ringfence.seal_key set inner_pad = repeat('a', 64)::bytea")]
    [InlineData("delete from ringfence.password")]
    [InlineData("truncate ringfence.signing_key")]
    [InlineData("update ringfence.contract set binding = 'setting'")]
    [InlineData("copy ringfence.seal_key to stdout")]
    [InlineData(
        "create trigger t before insert on ringfence.session execute function suppress_redundant_updates_trigger()"
    )]
    [InlineData("create table ringfence.mine ()")]
    [InlineData("create function ringfence.mine() returns int return 1")]
    [InlineData("create or replace function ringfence.tenant() returns uuid language sql return null::uuid")]
    [InlineData("alter function ringfence.tenant() immutable")]
    [InlineData("alter function ringfence.tenant() reset all")]
    [InlineData("drop function ringfence.tenant()")]
    [InlineData("alter schema ringfence rename to gone")]
    [InlineData("select ringfence.session_tenant('t')")]
    [InlineData("select ringfence.refuse_token('t')")]
    [InlineData("select ringfence.transaction_keeps('t')")]
    [InlineData("select ringfence.new_key()")]
    [InlineData("select ringfence.random_secret()")]
    [InlineData("select ringfence.session_start()")]
    [InlineData("select ringfence.admin_open('a wish', 'me')")]
    [InlineData("select l.who from ringfence.admin_log as l")]
    [InlineData("insert into ringfence.admin_log (who) values ('me')")]
    public async Task The_application_role_is_refused(string statement)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await using var app = await database.ConnectAsync(database.Options().ApplicationRole);

        var refusal = await app.RefusedAsync(statement);

        Assert.Equal(Denied, refusal);
    }

    [Fact]
    public async Task What_a_login_was_given_by_others_is_taken_back()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.ExecuteAsync(
            $"""
            create role {options.Owner} nologin;
            create role {options.ApplicationRole} login;
            alter default privileges for role {options.Owner} grant all on tables to {options.ApplicationRole};
            alter default privileges for role {options.Owner} grant all on functions to {options.ApplicationRole};
            """
        );

        await database.InstallAsync(options);
        await using var app = await database.ConnectAsync(options.ApplicationRole);
        Assert.Equal(Denied, await app.RefusedAsync("select k.id from ringfence.signing_key as k"));
        Assert.Equal(Denied, await app.RefusedAsync("select ringfence.new_key()"));

        await database.ExecuteAsync(
            $"""
            grant all on all tables in schema ringfence to {options.ApplicationRole};
            grant all on all routines in schema ringfence to {options.ApplicationRole};
            grant all on schema ringfence to {options.ApplicationRole};
            """
        );
        await database.InstallAsync(options);
        Assert.Equal(Denied, await app.RefusedAsync("select k.id from ringfence.signing_key as k"));
        Assert.Equal(Denied, await app.RefusedAsync("select ringfence.new_key()"));
        Assert.Equal(Denied, await app.RefusedAsync("create table ringfence.mine ()"));
    }

    [Fact]
    public async Task What_the_owner_makes_later_is_nobody_elses()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        var options = database.Options();
        await database.InstallAsync(options);

        await database.ExecuteAsync(
            $"""
            grant create on database "{database.Name}" to {options.Owner};
            set role {options.Owner};
            create schema later;
            create table later.invoice ();
            create function later.total() returns int language sql return 1;
            """
        );

        await database.ExecuteAsync("reset role; grant usage on schema later to public");
        await using var app = await database.ConnectAsync(options.ApplicationRole);
        Assert.Equal(Denied, await app.RefusedAsync("select count(*) from later.invoice"));
        Assert.Equal(Denied, await app.RefusedAsync("select later.total()"));
    }

    private static async Task<IEnumerable<string>> GrantsAsync(BareDatabase database, string grantee)
    {
        await using var superuser = await database.ConnectAsync();
        var grants = await superuser.ColumnAsync<string>(
            $"""
            select replace(p.oid::regprocedure::text, 'ringfence.', '') || ': ' || a.privilege_type
            from pg_proc as p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
            where p.pronamespace = 'ringfence'::regnamespace and a.grantee = {grantee}
            union all
            select c.relname || ': ' || a.privilege_type
            from pg_class as c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) as a
            where c.relnamespace = 'ringfence'::regnamespace and c.relkind <> 'i' and a.grantee = {grantee}
            union all
            select n.nspname || ': ' || a.privilege_type
            from pg_namespace as n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
            where n.nspname = 'ringfence' and a.grantee = {grantee}
            """
        );
        return grants.Order();
    }
}
