using PostgresTests.Contract;
using Ringfence.Catalog;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace PostgresTests.Catalog;

public sealed class SnapshotTests(PostgresFixture postgres) : IAsyncLifetime
{
    private BareDatabase? _database;
    private Snapshot? _snapshot;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private BareDatabase Database => _database!;

    private Snapshot Catalog => _snapshot!;

    public async ValueTask InitializeAsync()
    {
        _database = await EveryKind.CreateAsync(postgres.Server);
        _snapshot = await Snapshot.ReadAsync(_database.Superuser, Cancellation);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    [Fact]
    public void The_server_says_who_read_it_and_what()
    {
        var server = Catalog.Server;

        Assert.Equal((Database.Name, "postgres", true), (server.Database, server.Reader, server.ReaderIsSuperuser));
        Assert.Equal(postgres.Server.Major, server.Version / 10_000);
        Assert.True(server.ExtendedStatisticsAreHidden);
        Assert.Contains(Catalog.Settings, setting => setting is { Name: "log_statement", Value: "none" });
        Assert.Contains(Catalog.Settings, setting => setting.Name == "shared_preload_libraries");
        Assert.Contains(server.DatabaseGrants, grant => grant.Grantee == 0 && Has(grant, PrivilegeSet.Temporary));
        Assert.Empty(Catalog.Unseen);
    }

    [Fact]
    public void Roles_have_their_powers_memberships_and_settings()
    {
        var reader = Role($"reader_{Database.Suffix}");
        var group = Role($"group_{Database.Suffix}");

        Assert.True(reader.CanLogin && !reader.IsSuperuser && !group.CanLogin);
        Assert.True(Role($"definer_{Database.Suffix}").BypassesPolicies);
        var membership = Assert.Single(Catalog.Memberships, one => one.Member == reader.Oid);
        Assert.Equal(
            (group.Oid, true, true, true),
            (membership.Role, membership.IsAdmin, membership.Inherits, membership.CanSet)
        );
        var settings = Catalog.RoleSettings.Where(setting => setting.Role == reader.Oid).ToList();
        Assert.Contains(settings, one => one is { Database: 0, Name: "statement_timeout", Value: "7s" });
        Assert.Contains(settings, one => one.Database == Catalog.Server.DatabaseOid && one.Value == "\"a=b\", public");
    }

    [Fact]
    public void Tables_say_of_what_kind_they_are_and_whose_children()
    {
        Assert.Equal(TableKind.Partitioned, Table("measured").Kind);
        Assert.Equal("RANGE (at)", Table("measured").PartitionKey);
        var partition = Table("measured_2026");
        Assert.Equal((true, Table("measured").Oid), (partition.IsPartition, Assert.Single(partition.Parents)));
        Assert.StartsWith("FOR VALUES FROM ('2026-01-01')", partition.PartitionBound, StringComparison.Ordinal);
        Assert.Equal((false, Table("base").Oid), (Table("derived").IsPartition, Table("derived").Parents[0]));
        Assert.Equal((true, "fillfactor=70"), (Table("scratch").IsUnlogged, Table("scratch").Options[0]));
        Assert.Equal((true, true), (Table("project").HasRowSecurity, Table("project").ForcesRowSecurity));
        Assert.Equal((TableKind.Foreign, ReplicaIdentity.Full), (Table("far").Kind, Table("task").ReplicaIdentity));
        Assert.Equal(Assert.Single(Catalog.ForeignServers).Oid, Table("far").ForeignServer);
        Assert.NotNull(Catalog.Tables.Single(table => table is { Schema: "cron", Name: "job" }).Extension);
    }

    [Fact]
    public void Columns_have_types_defaults_and_collations()
    {
        var code = Column("project", "code");
        var title = Column("project", "title");
        var heavy = Column("project", "heavy");

        Assert.Equal(("shop.short_code", "character varying"), (code.Type, code.BaseType));
        Assert.Equal(
            (ColumnIdentity.Always, true),
            (Column("project", "id").Identity, Column("project", "id").IsNotNull)
        );
        Assert.Equal((ColumnGeneration.Stored, "(weight * 2)"), (heavy.Generated, heavy.Default));
        Assert.Equal(("blind", false), (title.Collation, title.IsDeterministic));
        Assert.Equal("3", Column("project", "weight").Default);
        Assert.Equal(PrivilegeSet.Insert | PrivilegeSet.Update, Assert.Single(title.Grants).Privileges);
        var sequence = Assert.Single(Catalog.Sequences, one => one.OwningTable == Table("task").Oid);
        Assert.Contains(Column("task", "id").DefaultUses, use => use.Oid == sequence.Oid);
        Assert.True(Column("measured_2026", "at").IsInherited);
    }

    [Fact]
    public void Keys_have_both_sides_and_what_they_do()
    {
        var key = Assert.Single(Table("task").Constraints, one => one.Name == "task_project");
        var self = Assert.Single(Table("account").Constraints, one => one.Kind == ConstraintKind.ForeignKey);
        var cascade = Assert.Single(Table("project").Constraints, one => one.Kind == ConstraintKind.ForeignKey);

        Assert.Equal(["account_id", "project_id"], key.Columns.Select(one => Table("task").FindColumn(one)!.Name));
        Assert.Equal(["account_id", "id"], key.ReferencedColumns.Select(one => Table("project").FindColumn(one)!.Name));
        Assert.Equal((KeyAction.SetNull, KeyAction.Cascade), (key.OnDelete, key.OnUpdate));
        Assert.Equal((true, false, Table("project").Oid), (key.MatchesFull, key.IsValidated, key.ReferencedTable));
        Assert.Equal(Table("account").Oid, self.ReferencedTable);
        Assert.Equal((KeyAction.Cascade, true, true), (cascade.OnDelete, cascade.IsDeferrable, cascade.IsEnforced));
        Assert.Equal("(weight > 0)", Table("project").Constraints.Single(one => one.Name == "positive").Expression);
        var apart = Assert.Single(Table("task").Constraints, one => one.Kind == ConstraintKind.Exclusion);
        Assert.Equal("EXCLUDE USING gist (during WITH &&)", apart.Definition);
    }

    [Fact]
    public void Indexes_have_keys_expressions_and_predicates()
    {
        var index = Assert.Single(Table("task").Indexes, one => one.Name == "task_open");

        Assert.Equal([Column("task", "account_id").Number, 0], index.Columns);
        Assert.Equal([Column("task", "project_id").Number], index.IncludedColumns);
        Assert.Equal(["lower((id)::text)"], index.Expressions);
        Assert.Equal(["uuid_ops", "text_pattern_ops"], index.OperatorClasses);
        Assert.Equal(("btree", true, true), (index.Method, index.IsUnique, index.IsValid));
        Assert.Equal("(project_id IS NULL)", index.Predicate);
    }

    [Fact]
    public void Policies_have_both_expressions_and_all_that_they_use()
    {
        var theirs = Assert.Single(Table("project").Policies, one => one.Name == "theirs");
        var floor = Assert.Single(Table("project").Policies, one => one.Name == "floor");

        Assert.Contains("shop.tenant()", theirs.Using, StringComparison.Ordinal);
        Assert.Equal((true, PolicyCommand.All, null), (theirs.IsPermissive, theirs.Command, theirs.Check));
        Assert.Equal((false, PolicyCommand.Update), (floor.IsPermissive, floor.Command));
        Assert.Equal([0u], theirs.Roles);
        Assert.Equal([Role($"group_{Database.Suffix}").Oid], floor.Roles);
        Assert.Equal(["tenant"], Used(theirs.Uses, UsedKind.Function));
        Assert.Equal(["="], Used(theirs.Uses, UsedKind.Operator));
        Assert.Equal(["<", "===", "~~"], Used(floor.Uses, UsedKind.Operator));
        var account = Column("project", "account_id").Number;
        Assert.Contains(theirs.Uses, use => use.Oid == Table("project").Oid && use.Column == account);
        Assert.Contains(Catalog.Operators, one => one is { Name: "<", IsSystem: true, IsLeakproof: true });
        Assert.Contains(Catalog.Operators, one => one is { Name: "~~", IsSystem: true, IsLeakproof: false });
    }

    [Fact]
    public void Functions_say_as_whom_and_how_they_run()
    {
        var tenant = Function("tenant");
        var guard = Function("guard");

        Assert.Equal(
            (Volatility.Stable, ParallelSafety.Safe, "sql"),
            (tenant.Volatility, tenant.Parallel, tenant.Language)
        );
        Assert.Equal(["search_path=pg_catalog, pg_temp"], tenant.Settings);
        Assert.Contains("current_setting", tenant.Source, StringComparison.Ordinal);
        Assert.Contains(tenant.Grants, grant => grant.Grantee == 0);
        Assert.Equal(
            (true, true, Role($"definer_{Database.Suffix}").Oid),
            (guard.IsDefiner, guard.IsTrigger, guard.Owner)
        );
        Assert.DoesNotContain(guard.Grants, grant => grant.Grantee == 0);
        Assert.Equal((true, Volatility.Immutable), (Function("leaky").IsLeakproof, Function("leaky").Volatility));
        Assert.Contains(Function("counted").Uses, use => use.Oid == Table("task").Oid);
        Assert.Contains(Catalog.Functions, one => one is { IsSystem: true, Name: "pg_read_file" });
        Assert.Contains(Catalog.Languages, one => one is { Name: "c", IsTrusted: false });
    }

    [Fact]
    public void Views_triggers_and_rules_are_there_with_what_they_use()
    {
        var graph = new CatalogGraph(Catalog);
        var view = Table("open_task");

        Assert.Equal(["security_barrier=true", "check_option=local"], view.Options);
        Assert.Equal(["project", "task"], graph.TablesUnder(Table("open_again")).Select(one => one.Name).Order());
        Assert.Contains(graph.ViewsOver(view), one => one.Name == "open_again");
        Assert.Equal(TableKind.MaterializedView, Table("totals").Kind);
        Assert.True(Assert.Single(Table("base").Rules).IsInstead);
        var trigger = Assert.Single(Table("project").Triggers);
        Assert.Equal(
            (TriggerTiming.Before, FiresIn.Disabled, true),
            (trigger.Timing, trigger.Enabled, trigger.IsForEachRow)
        );
        Assert.Equal((true, true, false), (trigger.OnInsert, trigger.OnUpdate, trigger.OnDelete));
        Assert.Equal(["CREATE TABLE"], Assert.Single(Catalog.EventTriggers).Tags);
    }

    [Fact]
    public void Grants_are_told_with_what_the_server_takes_for_granted()
    {
        var reader = Role($"reader_{Database.Suffix}");
        var graph = new CatalogGraph(Catalog);

        Assert.Contains(Table("task").Grants, grant => grant.Grantee == 0 && grant.Privileges == PrivilegeSet.Truncate);
        Assert.Contains(
            Table("project").Grants,
            one => one.Grantee == reader.Oid && one.Grantable == PrivilegeSet.Select
        );
        Assert.Contains(
            Table("base").Grants,
            grant => grant.Grantee == Table("base").Owner && Has(grant, PrivilegeSet.Delete)
        );
        Assert.Equal(PrivilegeSet.Select, graph.Roles.Granted(reader, Table("project").Grants));
        var standing = Assert.Single(Catalog.DefaultPrivileges);
        Assert.Equal((0u, DefaultObjectType.Table), (standing.Grantee, standing.ObjectType));
        Assert.Contains(
            Catalog.LargeObjects,
            one => one is { Grantee: 0, Privileges: PrivilegeSet.Select, Objects: 1 }
        );
    }

    [Fact]
    public void What_leaves_the_database_is_there()
    {
        var publication = Assert.Single(Catalog.Publications);
        var server = Assert.Single(Catalog.ForeignServers);

        Assert.Equal(
            new[] { Table("task").Oid, Table("measured").Oid }.Order(),
            publication.Tables.Select(one => one.Table).Order()
        );
        Assert.Equal(["host=db.example"], server.Options);
        Assert.Equal([0u], server.MappedRoles);
        Assert.Equal("vacuum", Assert.Single(Catalog.CronJobs).Command);
    }

    [Fact]
    public async Task Neither_passwords_nor_the_system_itself_are_in_the_file()
    {
        // A database with a subscription cannot be dropped.
        await Database.ExecuteAsync(
            """
            create subscription heard connection 'host=nowhere password=secret' publication told
                with (connect = false, slot_name = none)
            """
        );
        var snapshot = await Snapshot.ReadAsync(Database.Superuser, Cancellation);
        await Database.ExecuteAsync("drop subscription heard");
        using var stream = new MemoryStream();

        await snapshot.SaveAsync(stream, Cancellation);

        var text = System.Text.Encoding.UTF8.GetString(stream.ToArray());
        Assert.Equal(["told"], Assert.Single(snapshot.Subscriptions).Publications);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("throw-away", text, StringComparison.Ordinal);
        Assert.DoesNotContain(snapshot.Tables, table => table.Schema is "pg_catalog" or "information_schema");
    }

    [Fact]
    public void A_hostile_name_comes_as_it_is()
    {
        const string Hostile = EveryKind.HostileName;

        var table = Assert.Single(Catalog.Tables, one => one.Name == Hostile);

        Assert.Equal((Hostile, Hostile), (table.Schema, Assert.Single(table.Columns).Name));
        Assert.Equal(63, System.Text.Encoding.UTF8.GetByteCount(Hostile));
    }

    private static bool Has(Grant grant, PrivilegeSet privilege) => grant.Privileges.HasFlag(privilege);

    private Ringfence.Catalog.Roles.Role Role(string name) => Catalog.Roles.Single(role => role.Name == name);

    private Table Table(string name) => Catalog.Tables.Single(table => table.Schema == "shop" && table.Name == name);

    private Column Column(string table, string name) => Table(table).FindColumn(name)!;

    private Function Function(string name) => Catalog.Functions.Single(one => one.Schema == "shop" && one.Name == name);

    private List<string> Used(IEnumerable<Use> uses, UsedKind kind)
    {
        var graph = new CatalogGraph(Catalog);
        return
        [
            .. uses.Where(use => use.Kind == kind)
                .Select(use =>
                    kind == UsedKind.Function ? graph.FindFunction(use.Oid)?.Name : graph.FindOperator(use.Oid)?.Name
                )
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];
    }
}
