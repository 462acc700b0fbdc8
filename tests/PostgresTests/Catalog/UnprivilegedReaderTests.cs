using System.Text;
using Npgsql;
using PostgresTests.Contract;
using Ringfence.Catalog;

namespace PostgresTests.Catalog;

public sealed class UnprivilegedReaderTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_without_privileges_sees_what_a_superuser_sees_and_says_what_not()
    {
        await using var database = await EveryKind.CreateAsync(postgres.Server);
        await database.ExecuteAsync($"grant usage on schema cron to public; grant select on cron.job to public");
        var all = await Snapshot.ReadAsync(database.Superuser, Cancellation);

        var seen = await ReadAsync(database);

        Assert.Equal(
            ["setting session_preload_libraries", "setting shared_preload_libraries"],
            seen.Unseen.Select(one => one.What)
        );
        Assert.Equal(await TextAsync(Common(all)), await TextAsync(Common(seen, all)));
        Assert.False(seen.Server.ReaderIsSuperuser || seen.Server.ReaderSeesSettings);
    }

    [Fact]
    public async Task What_is_refused_to_it_is_unseen_and_not_clean()
    {
        await using var database = await EveryKind.CreateAsync(postgres.Server);
        await database.ExecuteAsync("revoke select on pg_catalog.pg_publication from public");

        var seen = await ReadAsync(database);

        Assert.Empty(seen.Publications);
        Assert.Contains(
            seen.Unseen,
            one => one.What == "publications" && one.Why.Contains("pg_publication", StringComparison.Ordinal)
        );
        Assert.Contains(seen.Unseen, one => one.What == "cron jobs");
    }

    [Fact]
    public async Task Jobs_behind_a_policy_are_unseen()
    {
        await using var database = await EveryKind.CreateAsync(postgres.Server);
        await database.ExecuteAsync(
            """
            grant usage on schema cron to public; grant select on cron.job to public;
            alter table cron.job enable row level security;
            create policy own on cron.job using (username = current_user)
            """
        );

        var seen = await ReadAsync(database);

        Assert.Empty(seen.CronJobs);
        Assert.Contains(seen.Unseen, one => one.What == "cron jobs");
    }

    [Fact]
    public async Task Without_the_tables_there_is_no_snapshot()
    {
        await using var database = await EveryKind.CreateAsync(postgres.Server);
        await database.ExecuteAsync("revoke select on pg_catalog.pg_policy from public");

        var refusal = await Assert.ThrowsAsync<SnapshotRefusedException>(() => ReadAsync(database));

        Assert.Equal("RF8001", refusal.Code);
        Assert.Contains("pg_policy", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_of_the_readers_own_and_tables_that_shadow_the_catalog_change_nothing()
    {
        await using var database = await EveryKind.CreateAsync(postgres.Server);
        var before = await Snapshot.ReadAsync(database.Superuser, Cancellation);
        await using var source = database.Source(
            database.SuperuserConnectionString,
            connection => connection.SearchPath = "shop, pg_catalog"
        );
        // The driver looks at the catalog too when a source is first used, along the path.
        await using (await source.OpenConnectionAsync(Cancellation)) { }

        await database.ExecuteAsync(
            "create table shop.pg_class (oid oid, relname text); create table shop.pg_roles (oid oid)"
        );

        var after = await Snapshot.ReadAsync(source, Cancellation);

        Assert.Equal(before.Tables.Length + 2, after.Tables.Length);
        var project = after.Tables.Single(table => table is { Schema: "shop", Name: "project" });
        Assert.Contains(project.Policies, policy => policy.Using!.Contains("shop.tenant()", StringComparison.Ordinal));
    }

    private static async Task<Snapshot> ReadAsync(BareDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString(EveryKind.Reader(database))) { Pooling = false }
        );
        return await Snapshot.ReadAsync(source, Cancellation);
    }

    /// <summary>Without what differs by who reads and when; settings differ by the reader's own.</summary>
    private static Snapshot Common(Snapshot snapshot, Snapshot? server = null) =>
        snapshot with
        {
            Server = (server ?? snapshot).Server,
            Settings = [],
            Sessions = [],
            Unseen = [],
            // What is the whole server's comes and goes with the tests beside this one.
            Roles = [],
            Memberships = [],
            RoleSettings = [],
            ParameterGrants = [],
            ReplicationSlots = [],
        };

    private static async Task<string> TextAsync(Snapshot snapshot)
    {
        using var stream = new MemoryStream();
        await snapshot.SaveAsync(stream, Cancellation);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
