using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using PostgresTests.Contract;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>What a migration refuses to leave void, to open, or to take along.</summary>
public sealed class ContractSafetyTests(PostgresFixture postgres)
{
    private const string Note =
        "create table note (id serial primary key, tenant_id uuid); insert into note (tenant_id)"
        + " values ('11111111-1111-1111-1111-111111111111');";

    [Theory]
    [InlineData("alter role app_{0} bypassrls", "bypasses row security")]
    [InlineData("grant admin_{0} to app_{0}", "is a member of")]
    [InlineData("grant set on parameter backtrace_functions to app_{0}", "could write stamps")]
    [InlineData("alter role app_{0} set backtrace_functions = 'ringfence_1'", "could write stamps")]
    [InlineData("alter role owner_{0} login", "can log in")]
    [InlineData("alter schema ringfence owner to admin_{0}", "is not of the schema")]
    [InlineData("alter function ringfence.tenant() owner to app_{0}", "is not of the schema")]
    public async Task A_current_contract_that_is_void_is_refused(string change, string reason)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await database.InstallAsync();
        await database.ExecuteAsync(change.Replace("{0}", database.Suffix, StringComparison.Ordinal));
        await using var context = Open(database);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            context.RunAsync(migration => Install(migration, database))
        );

        Assert.Contains(reason, refusal.MessageText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create function mine() returns uuid return ringfence.tenant()", "mine()")]
    [InlineData("create table note (tenant_id uuid check (tenant_id = ringfence.tenant()))", "constraint")]
    [InlineData(
        "create table note (pad bytea); create index mine on note (ringfence.pad(pad, 1))",
        "index public.mine"
    )]
    [InlineData("create view mine as select l.reason from ringfence.admin_log as l", "view public.mine")]
    [InlineData("create table note (id uuid references ringfence.registered_tenant)", "constraint")]
    [InlineData("create table note (row ringfence.registered_tenant)", "of table public.note")]
    [InlineData("create table note () inherits (ringfence.admin_log)", "table public.note")]
    public async Task A_contract_stays_for_whatever_rests_on_it(string rests, string reason)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var context = Open(database);
        await context.RunAsync(migration => Install(migration, database));
        await database.ExecuteAsync(rests);
        var notices = new List<string>();
        ((NpgsqlConnection)context.Database.GetDbConnection()).Notice += (_, e) => notices.Add(e.Notice.MessageText);

        await context.RunAsync(migration => migration.RemoveTenantContract());

        Assert.Equal("ringfence", await database.TextAsync("select to_regnamespace('ringfence')::text"));
        Assert.Contains(reason, Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_ceases_to_be_isolated_is_closed_to_public_too()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var context = await IsolatedAsync(database);
        await database.ExecuteAsync("grant select on note to public");

        await context.RunAsync(migration => migration.DisableTenantIsolation("note", "tenant_id"));

        await using var application = await database.ConnectAsync($"app_{database.Suffix}");
        Assert.Equal("42501", await application.RefusedAsync("select id from note"));
    }

    [Theory]
    [InlineData("grant select on note to readers_{0}", "note")]
    [InlineData("grant update (id) on note to readers_{0}", "note")]
    public async Task A_table_that_a_group_of_the_application_reaches_stays_isolated(string grant, string table)
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var context = await IsolatedAsync(database);
        await database.ExecuteAsync(
            $"create role readers_{database.Suffix}; grant readers_{database.Suffix} to app_{database.Suffix};"
                + grant.Replace("{0}", database.Suffix, StringComparison.Ordinal)
        );

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            context.RunAsync(migration => migration.DisableTenantIsolation("note", "tenant_id"))
        );

        Assert.Contains($"readers_{database.Suffix}", refusal.MessageText, StringComparison.Ordinal);
        Assert.Equal(
            "True",
            await database.TextAsync($"select c.relrowsecurity from pg_class as c where c.relname = '{table}'")
        );
        await using var application = await database.ConnectAsync($"app_{database.Suffix}");
        Assert.Equal(0, await application.ScalarAsync<long>("select count(*) from note"));
    }

    [Fact]
    public async Task A_partition_with_a_policy_of_its_own_stays_closed()
    {
        await using var database = await BareDatabase.CreateAsync(postgres.Server);
        await using var context = Open(database);
        await context.RunAsync(migration => Install(migration, database));
        await database.ExecuteAsync(
            "create table note (tenant_id uuid, n int) partition by range (n);"
                + " create table note_low partition of note for values from (0) to (10);"
                + " create table note_high partition of note for values from (10) to (20)"
        );
        await context.RunAsync(migration => migration.EnableTenantIsolation("note", "tenant_id"));
        await database.ExecuteAsync("create policy own on note_low using (n = 1)");

        await context.RunAsync(migration => migration.DisableTenantIsolation("note", "tenant_id"));

        Assert.Equal(
            "note false, note_high false, note_low true",
            await database.TextAsync(
                "select string_agg(c.relname || ' ' || c.relrowsecurity, ', ' order by c.relname) from pg_class as c"
                    + " where c.relname like 'note%'"
            )
        );
    }

    private static async Task<LedgerContext> IsolatedAsync(BareDatabase database)
    {
        var context = Open(database);
        await context.RunAsync(migration => Install(migration, database));
        await database.ExecuteAsync(Note);
        await context.RunAsync(migration => migration.EnableTenantIsolation("note", "tenant_id"));
        return context;
    }

    private static LedgerContext Open(BareDatabase database) =>
        new(
            new DbContextOptionsBuilder<LedgerContext>()
                .OfMany()
                .UseNpgsql(
                    new NpgsqlConnectionStringBuilder(database.SuperuserConnectionString)
                    {
                        Pooling = false,
                    }.ConnectionString
                )
                .UseRingfenceMigrations()
                .Options,
            Shapes.Empty
        );

    private static void Install(MigrationBuilder migration, BareDatabase database)
    {
        var options = database.Options();
        migration.InstallTenantContract(
            Binding.Signed,
            TenantIdType.Uuid,
            options.ApplicationRole,
            options.AdminRole,
            options.Owner
        );
    }
}
