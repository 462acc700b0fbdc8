using Ringfence;
using Ringfence.Npgsql.Contract;

namespace PostgresTests.Contract;

/// <summary>Which tables <c>protect</c> leaves alone, all of them together.</summary>
public sealed class ProtectRefusalTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> NoTables =>
        new()
        {
            { "", "there is no such table" },
            { "create view t as select 1 as tenant_id", "not an ordinary" },
            { "create materialized view t as select 1 as tenant_id", "not an ordinary" },
            { "create sequence t", "not an ordinary" },
            { "create table x (tenant_id uuid); create index t on x (tenant_id)", "not an ordinary" },
            {
                "create foreign data wrapper w{x}; create server s{x} foreign data wrapper w{x};"
                    + " create foreign table t (tenant_id uuid) server s{x}",
                "not an ordinary"
            },
            {
                "create table p (tenant_id uuid) partition by list (tenant_id); create table t partition of p default",
                "it is a partition"
            },
            { "create table p (tenant_id uuid); create table t () inherits (p)", "inheritance" },
            { "create table t (tenant_id uuid); create table p () inherits (t)", "inheritance" },
        };

    public static TheoryData<string, string> OpenTables =>
        new()
        {
            { "create table t (tenant_id bigint)", "of type bigint" },
            { "create table t (tenant_id text)", "of type text" },
            { "create domain d as uuid; create table t (tenant_id d)", "of type" },
            { "create table t (tenant_id uuid); insert into t default values", "does not say whose they are" },
            { "create table t (n int); insert into t default values", "does not say whose they are" },
            { "create table t (tenant_id uuid); alter table t owner to {app}", "is the application role" },
            {
                "create table t (tenant_id uuid); create role g{x} role {app}; alter table t owner to g{x}",
                "is a member of"
            },
            { "create table t (tenant_id uuid); create policy p on t using (true)", "permissive policy p" },
            {
                "create table t (tenant_id uuid, o uuid); create policy ringfence_tenant on t to {app}"
                    + " using (o = ringfence.tenant())",
                "by column o already"
            },
            {
                "create table t (tenant_id uuid); create policy p on t for select to {app} using (true)",
                "permissive policy p"
            },
            {
                "create table t (tenant_id uuid); create role g{x} role {app}; create policy p on t to g{x} using (true)",
                "permissive policy p"
            },
            {
                "create table t (tenant_id uuid); create role g{x} role {app}; grant truncate on t to g{x}",
                "may truncate"
            },
            {
                "create table t (tenant_id uuid); create role g{x} role {app}; grant trigger on t to g{x}",
                "put triggers"
            },
            {
                "create table t (tenant_id uuid) partition by list (tenant_id); create table p partition of t default;"
                    + " create role g{x} role {app}; grant select on p to g{x}",
                "has privileges on"
            },
            {
                "create table t (tenant_id uuid, n int) partition by list (tenant_id); create table p partition of t default;"
                    + " create role g{x} role {app}; grant select (n) on p to g{x}",
                "has privileges on"
            },
        };

    [Theory]
    [MemberData(nameof(NoTables))]
    [MemberData(nameof(OpenTables))]
    public async Task A_table_that_a_policy_would_not_close_is_refused(string schema, string reason)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync(
            "create table good ();"
                + schema
                    .Replace("{app}", database.Options().ApplicationRole, StringComparison.Ordinal)
                    .Replace("{x}", database.Suffix, StringComparison.Ordinal)
        );

        var refusal = await database.ProtectRefusalAsync("good", "t");

        Assert.Equal("t", refusal.Table);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(
            "False",
            await database.TextAsync("select c.relrowsecurity from pg_class as c where c.oid = 'good'::regclass")
        );
    }

    [Fact]
    public async Task A_table_in_a_schema_of_the_application_role_is_refused()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync(
            $"create schema s authorization {database.Options().ApplicationRole}; create table s.t ()"
        );

        var refusal = await database.ProtectRefusalAsync("s.t");

        Assert.Contains("its schema belongs to", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collation_by_which_two_tenants_are_equal_is_refused()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync(database.Options(Binding.Setting, TenantIdType.Text));
        await database.ExecuteAsync(
            """
            create collation caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            create table t (tenant_id text collate caseless);
            """
        );

        var refusal = await database.ProtectRefusalAsync("t");

        Assert.Contains("nondeterministic", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c.d")]
    [InlineData("\"open")]
    [InlineData("t; drop table t")]
    [InlineData("t where true")]
    public async Task What_is_no_name_is_refused(string name)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync("create table t ()");

        await database.ProtectRefusalAsync(name);

        Assert.Equal("t", await database.TextAsync("select to_regclass('t')::text"));
    }

    [Fact]
    public async Task A_table_in_use_is_refused_rather_than_waited_for()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync("create table t ()");
        await using var reader = await database.ConnectAsync();
        await reader.ExecuteAsync("begin; select from t");

        var refusal = await Assert.ThrowsAsync<ProtectRefusedException>(() =>
            TableProtector.ProtectWithinAsync(
                database.Superuser,
                ["t"],
                "tenant_id",
                dryRun: false,
                TimeSpan.FromMilliseconds(50),
                Cancellation
            )
        );

        Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_a_contract_is_refused()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync("create table t ()");

        await Assert.ThrowsAsync<ContractRefusedException>(() => database.ProtectAsync("t"));
    }
}
