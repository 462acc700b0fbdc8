using Npgsql;
using PostgresTests.Contract;
using Ringfence.Catalog;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Server;

namespace PostgresTests.Catalog;

/// <summary>What is easily taken for not there.</summary>
public sealed class UnseenTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("create policy p on notes using (tenant = current_setting('App.Tenant', true))")]
    [InlineData("create function t() returns text language sql as 'select current_setting(''app.tenant'')'")]
    [InlineData("create function t() returns text language sql return current_setting('app.tenant', true)")]
    [InlineData("alter table notes alter tenant set default current_setting('app.tenant', true)")]
    [InlineData("create view seen as select * from notes where tenant = current_setting('app.tenant', true)")]
    public async Task A_setting_of_the_database_s_own_is_read_where_something_reads_it(string reads)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync("create table notes (tenant text)");
        await database.ExecuteAsync($"alter database {database.Name} set app.tenant = 'acme'");
        await database.ExecuteAsync($"alter database {database.Name} set app.other = 'acme'");
        var without = await ReadAsync(database);

        await database.ExecuteAsync(reads);
        var with = await ReadAsync(database);

        Assert.DoesNotContain(without.Settings, one => one.Source == Setting.Placeholder);
        var setting = Assert.Single(with.Settings, one => one.Source == Setting.Placeholder);
        Assert.Equal(("app.tenant", "acme"), (setting.Name, setting.Value));
    }

    [Fact]
    public async Task A_role_that_may_not_see_what_is_preloaded_cannot_tell_that_there_are_no_jobs()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync($"create role looker_{database.Suffix} login password 'of a throw-away server'");
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString($"looker_{database.Suffix}"))
            {
                Pooling = false,
            }
        );

        var seen = await Snapshot.ReadAsync(source, Cancellation);
        var all = await ReadAsync(database);

        Assert.Contains(seen.Unseen, one => one.What == "cron jobs");
        Assert.Empty(all.Unseen);
    }

    [Fact]
    public async Task What_was_put_among_the_server_s_own_is_not_the_server_s()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync(
            """
            create table notes (tenant text);
            create function pg_catalog.all_notes() returns setof text language sql security definer
                as 'select tenant from public.notes';
            create operator pg_catalog.=== (leftarg = uuid, rightarg = uuid, function = uuid_eq);
            create view information_schema.all_notes as select tenant from public.notes
            """
        );

        var snapshot = await ReadAsync(database);

        var function = Assert.Single(snapshot.Functions, one => one.Name == "all_notes");
        Assert.Equal((false, true), (function.IsSystem, function.IsDefiner));
        Assert.Contains("public.notes", function.Source, StringComparison.Ordinal);
        Assert.False(Assert.Single(snapshot.Operators, one => one.Name == "===").IsSystem);
        var view = Assert.Single(snapshot.Tables, one => one.Name == "all_notes");
        Assert.Equal(("information_schema", 1), (view.Schema, view.Columns.Length));
        Assert.Equal(2, snapshot.Tables.Length);
        var schema = Assert.Single(snapshot.Schemas, one => one.Name == "pg_catalog");
        Assert.Contains(schema.Grants, one => one.Grantee == 0 && one.Privileges == PrivilegeSet.Usage);
    }

    [Fact]
    public async Task Large_objects_that_nobody_was_left_a_privilege_on_are_counted()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.ExecuteAsync("select lo_from_bytea(1, 'x'), lo_from_bytea(2, 'y')");
        await database.ExecuteAsync("revoke all on large object 2 from current_user");

        var snapshot = await ReadAsync(database);

        Assert.Equal(
            [(PrivilegeSet.None, 1L), (PrivilegeSet.Select | PrivilegeSet.Update, 1L)],
            snapshot.LargeObjects.Select(one => (one.Privileges, one.Objects))
        );
    }

    private static Task<Snapshot> ReadAsync(BareDatabase database) =>
        Snapshot.ReadAsync(database.Superuser, Cancellation);
}
