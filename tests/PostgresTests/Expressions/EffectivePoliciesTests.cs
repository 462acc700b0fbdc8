using Npgsql;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog;
using Ringfence.Catalog.Tables;

namespace PostgresTests.Expressions;

/// <summary>Which policies hold for whom, as the server's catalog says it.</summary>
public sealed class EffectivePoliciesTests(PostgresFixture postgres)
{
    private const string Schema = """
        create role effective_owner; create role effective_group; create role effective_app in role effective_group;
        create role effective_other; create role effective_boss bypassrls; create role effective_heir in role effective_owner;
        create table bill (id int, tenant_id uuid);
        alter table bill owner to effective_owner;
        alter table bill enable row level security;
        create policy a_all on bill to effective_group using (tenant_id = current_setting('app.tenant', true)::uuid);
        create policy b_insert on bill for insert to effective_app with check (true);
        create policy c_other on bill for select to effective_other using (true);
        create policy d_floor on bill as restrictive for update to public using (true) with check (id > 0);
        create table forced (tenant_id uuid);
        alter table forced owner to effective_owner;
        alter table forced enable row level security, force row level security;
        create table bare (tenant_id uuid);
        """;

    private const string Drop = """
        drop table bill, forced, bare;
        drop role effective_app, effective_group, effective_other, effective_boss, effective_heir, effective_owner;
        """;

    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policies_hold_by_command_by_membership_and_by_who_bypasses_them()
    {
        var name = await postgres.Server.CreateDatabaseAsync(cancellationToken: Cancelled);
        var text = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString) { Database = name };
        await using var source = NpgsqlDataSource.Create(text.ConnectionString);
        await ExecuteAsync(source, Schema);
        Snapshot snapshot;
        try
        {
            snapshot = await Snapshot.ReadAsync(source, Cancelled);
        }
        finally
        {
            await ExecuteAsync(source, Drop);
        }

        var insert = Of(snapshot, "bill", "effective_app", PolicyCommand.Insert);
        var update = Of(snapshot, "bill", "effective_app", PolicyCommand.Update);

        Assert.Null(insert.Using);
        Assert.Equal(["a_all", "b_insert"], Names(insert.Check!));
        Assert.Equal(["a_all", "d_floor"], Names(update.Using!));
        Assert.Equal(["a_all", "d_floor"], Names(update.Check!));
        Assert.Equal(update.Using!.Permissive[0].Text, update.Check!.Permissive[0].Text);
        Assert.Equal("(id > 0)", update.Check.Restrictive[0].Text);
        Assert.Equal(["a_all"], Names(update.Select));
        Assert.Null(Of(snapshot, "bill", "effective_app", PolicyCommand.Delete).Check);
        Assert.True(Of(snapshot, "bill", "effective_other", PolicyCommand.Delete).Using!.DeniesAll);
        Assert.Equal(["c_other"], Names(Of(snapshot, "bill", "effective_other", PolicyCommand.Select).Select));

        Assert.Equal(PolicyScope.Bound, update.Scope);
        Assert.Equal(PolicyScope.Owner, Scope(snapshot, "bill", "effective_owner"));
        Assert.Equal(PolicyScope.Owner, Scope(snapshot, "bill", "effective_heir"));
        Assert.Equal(PolicyScope.Bound, Scope(snapshot, "forced", "effective_owner"));
        Assert.Equal(PolicyScope.BypassingRole, Scope(snapshot, "forced", "effective_boss"));
        Assert.Equal(PolicyScope.BypassingRole, Scope(snapshot, "forced", "postgres"));
        Assert.Equal(PolicyScope.Off, Scope(snapshot, "bare", "effective_app"));

        var judge = PredicateJudge.Of(Table(snapshot, "bill"), "tenant_id", snapshot, BoundTenant.Any);
        Assert.Equal(Verdict.Implies, judge.Judge(update.Using).Verdict);
        Assert.Equal(Reason.ConstantTrue, judge.Judge(insert.Check!).Reason);
        var other = BoundTenant.Any with { Keys = ["app.account"] };
        var strict = PredicateJudge.Of(Table(snapshot, "bill"), "tenant_id", snapshot, other);
        Assert.Equal(Reason.OtherKey, strict.Judge(update.Using).Reason);
    }

    private static Table Table(Snapshot snapshot, string name) => snapshot.Tables.Single(t => t.Name == name);

    private static EffectivePolicies Of(Snapshot snapshot, string table, string role, PolicyCommand command)
    {
        var roles = new CatalogGraph(snapshot).Roles;
        return EffectivePolicies.Of(Table(snapshot, table), roles.Find(role)!, command, roles);
    }

    private static PolicyScope Scope(Snapshot snapshot, string table, string role) =>
        Of(snapshot, table, role, PolicyCommand.Select).Scope;

    private static IEnumerable<string> Names(EffectivePredicate predicate) =>
        predicate.Parts.Select(p => p.Policy.Name);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
