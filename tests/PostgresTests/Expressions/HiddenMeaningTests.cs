using System.Data;
using Npgsql;
using PostgresTests.Audit;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog;
using Ringfence.Catalog.Tables;

namespace PostgresTests.Expressions;

/// <summary>
/// Policies whose text is bound and whose meaning is not: the catalog has to tell. Each is tried on the server, bound to
/// tenant a, and its twin, whose meaning is what its text says, is not doubted.
/// </summary>
public sealed class HiddenMeaningTests(PostgresFixture postgres)
{
    private const string Bound = "current_setting('app.tenant', true)";

    private const string Reader = """
        create role hidden_reader;
        create schema app;
        grant usage on schema app to hidden_reader;
        """;

    private const string Table = """
        create table app.t (tenant_id text not null, owner text);
        insert into app.t (tenant_id, owner) values ('a', 'a'), ('b', 'a');
        """;

    /// <summary>Two texts are one where their lengths are.</summary>
    private const string Loose = """
        create function app.same(text, text) returns boolean language sql immutable as 'select length($1) = length($2)';
        create operator app.= (leftarg = text, rightarg = text, function = app.same);
        """;

    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;

    /// <summary>What is made before the policy, and the policy; the twin's is made without the first of the two.</summary>
    private static readonly Dictionary<string, (string Hole, string Twin, string Using)> Policies = new()
    {
        ["a set"] = ($"{Table}{Teams("setof text")}", $"{Table}{Teams("text")}", "tenant_id in (select app.mine())"),
        ["is not distinct"] = ($"{Loose}{Table}", Table, $"tenant_id is not distinct from {Bound}"),
        ["case"] = ($"{Loose}{Table}", Table, $"case tenant_id when {Bound} then true else false end"),
        ["an operator in a body"] = (
            $"{Loose}{Table}{Own("tenant text", "$1 = current_setting(''app.tenant'', true)")}",
            $"{Table}{Own("tenant text", "$1 = current_setting(''app.tenant'', true)")}",
            "app.own(tenant_id)"
        ),
        ["names with commas"] = (
            $"{Table}{Own("\"x, tenant\" text, tenant text", "tenant = current_setting(''app.tenant'', true)")}",
            $"{Table}{Own("tenant text, \"x, tenant\" text", "tenant = current_setting(''app.tenant'', true)")}",
            "app.own(tenant_id, owner)"
        ),
        ["names in and out"] = (
            $"{Table}{Own("inout ok boolean, other text, tenant text", "tenant = current_setting(''app.tenant'', true)")}",
            $"{Table}{Own("inout ok boolean, tenant text, other text", "tenant = current_setting(''app.tenant'', true)")}",
            "app.own(true, tenant_id, owner)"
        ),
        ["a null by a domain"] = (
            """
            create domain app.tenant_name as text not null;
            create table app.t (tenant_id app.tenant_name);
            insert into app.t (tenant_id) values ('a');
            insert into app.t (tenant_id) values ((select 'b'::app.tenant_name where false));
            """,
            """
            create domain app.tenant_name as text;
            create table app.t (tenant_id app.tenant_name not null);
            insert into app.t (tenant_id) values ('a'), ('b');
            """,
            $"tenant_id is null or tenant_id = {Bound}"
        ),
        ["a null in an heir"] = (
            $"""
            {Table}
            create table app.heir () inherits (app.t);
            alter table app.heir alter column tenant_id drop not null;
            insert into app.heir (tenant_id) values (null);
            """,
            $"{Table} create table app.heir () inherits (app.t);",
            $"tenant_id is null or tenant_id = {Bound}"
        ),
        ["a null of before"] = (
            """
            create table app.t (tenant_id text, owner text);
            insert into app.t (tenant_id) values ('a'), (null);
            alter table app.t add constraint there not null tenant_id not valid;
            """,
            Table,
            $"tenant_id is null or tenant_id = {Bound}"
        ),
    };

    public static TheoryData<string> Names => [.. Policies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_the_text_hides_keeps_the_judge_from_saying_that_it_implies(string name)
    {
        Assert.SkipWhen(name == "a null in an heir" && postgres.Server.Major >= 18, "An heir keeps not null since 18.");
        Assert.SkipWhen(name == "a null of before" && postgres.Server.Major < 18, "Not null is checked before 18.");
        var (hole, twin, predicate) = Policies[name];

        var (verdict, seen) = await TryAsync(hole, predicate);
        var (sound, own) = await TryAsync(twin, predicate);

        Assert.NotEqual(Verdict.Implies, verdict);
        Assert.Contains(seen, tenant => tenant != "a");
        Assert.Equal(Verdict.Implies, sound);
        Assert.Equal(["a"], own);
    }

    private static string Teams(string returns) =>
        $"""
            create table app.teams (tenant_id text, login text);
            insert into app.teams (tenant_id, login) values ('a', current_setting('app.tenant')), ('b', 'a');
            {(returns == "text" ? "delete from app.teams where tenant_id = 'b';" : "")}
            grant select on app.teams to hidden_reader;
            create function app.mine() returns {returns} language sql stable as
                'select m.tenant_id from app.teams as m where m.login = current_setting(''app.tenant'', true)';
            """;

    private static string Own(string arguments, string body) =>
        $"create function app.own({arguments}) returns boolean language sql stable as 'select {body}';";

    /// <summary>The judge's word, and the tenants whose rows are seen by a session that is bound to a.</summary>
    private async Task<(Verdict Verdict, List<string?> Seen)> TryAsync(string setup, string predicate)
    {
        await using var source = NpgsqlDataSource.Create(postgres.Server.SuperuserConnectionString);
        await using var connection = await source.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, Cancelled);
        await ExecuteAsync(
            connection,
            $"""
            {Reader}
            set local app.tenant = 'a';
            set local search_path = app, pg_catalog;
            {setup}
            alter table app.t enable row level security;
            grant select on app.t to hidden_reader;
            create policy fence on app.t using ({predicate});
            """
        );
        var snapshot = await AuditServer.ReadAsync(connection);
        var table = snapshot.Tables.Single(table => table is { Schema: "app", Name: "t" });
        var role = snapshot.Roles.Single(role => role.Name == "hidden_reader");
        var policies = EffectivePolicies.Of(table, role, PolicyCommand.Select, new CatalogGraph(snapshot).Roles);
        var judge = PredicateJudge.Of(table, "tenant_id", snapshot, BoundTenant.Any);

        await ExecuteAsync(connection, "set local search_path = app, pg_catalog; set local role hidden_reader");
        var seen = new List<string?>();
        await using var command = new NpgsqlCommand("select t.tenant_id from app.t as t order by 1", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        while (await reader.ReadAsync(Cancelled))
        {
            seen.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
        }

        return (judge.Judge(policies.Select).Verdict, seen);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
