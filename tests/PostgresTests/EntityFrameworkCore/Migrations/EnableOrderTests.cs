using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>What a table is open to between its making and its policy, and what a repeated policy leaves as it was.</summary>
public sealed class EnableOrderTests(PostgresFixture postgres)
{
    private const string CountAccounts = "select count(*) from \"Accounts\"";
    private const string Secured = "select c.relrowsecurity from pg_class as c where c.oid = '\"Accounts\"'::regclass";
    private const string Privileges = "select c.relacl::text from pg_class as c where c.oid = '\"Accounts\"'::regclass";

    private const string RecordLockTimeouts = """
        create table seen (lock_timeout text);
        create table afterwards (lock_timeout text);
        grant insert on seen, afterwards to public;
        create function see() returns event_trigger language plpgsql as
            $$ begin insert into public.seen values (current_setting('lock_timeout')); end $$;
        create event trigger see on ddl_command_end when tag in ('ALTER TABLE', 'CREATE POLICY', 'GRANT', 'REVOKE')
            execute function see();
        """;

    [Fact]
    public async Task A_new_table_is_closed_before_a_command_outside_the_transaction()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        await project.ExecuteAsync(
            "alter default privileges for role ringfence_owner grant select on tables to ringfence_app"
        );
        project.Add(
            "A_Create",
            model =>
            {
                Shapes.TwoSeededAccounts(model);
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Account",
                    account => account.HasIndex("Name").IsUnique().IsCreatedConcurrently()
                );
            }
        );

        var failure = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.Equal("23505", failure.SqlState);
        Assert.Equal(2, await project.ReadAsync<long>(CountAccounts));
        Assert.True(await project.ReadAsync<bool>(Secured));
        Assert.Equal(0, await project.Database.As(MigrationProject.Red).CountAsync(CountAccounts));
    }

    [Fact]
    public async Task A_table_whose_policy_comes_back_stays_closed_in_between()
    {
        await using var project = await WithAccountsAsync();
        project.AddByHand(
            "B_Rebuild",
            "migrationBuilder.DisableTenantIsolation(\"Accounts\", \"TenantId\");"
                + " migrationBuilder.Sql(\"do $$ begin raise exception 'stop'; end $$\", suppressTransaction: true);"
                + " migrationBuilder.EnableTenantIsolation(\"Accounts\", \"TenantId\");"
        );

        await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());

        Assert.True(await project.ReadAsync<bool>(Secured));
        Assert.Equal(0, await project.Database.As(MigrationProject.Red).CountAsync(CountAccounts));
    }

    [Fact]
    public async Task A_policy_that_comes_back_leaves_privileges_as_they_were()
    {
        await using var project = await WithAccountsAsync();
        await project.ExecuteAsync("revoke update, delete on \"Accounts\" from ringfence_app");
        var before = await project.StateAsync();
        project.AddByHand(
            "B_Rebuild",
            "migrationBuilder.DisableTenantIsolation(\"Accounts\", \"TenantId\");"
                + " migrationBuilder.EnableTenantIsolation(\"Accounts\", \"TenantId\");"
        );

        await project.MigrateAsync();

        Assert.Equal(before, await project.StateAsync());
    }

    [Fact]
    public async Task A_column_with_a_sequence_leaves_the_tables_privileges_as_they_were()
    {
        await using var project = await WithAccountsAsync();
        await project.ExecuteAsync("revoke update, delete on \"Accounts\" from ringfence_app");
        var before = await project.ReadAsync<string>(Privileges);
        project.Add(
            "B_Serial",
            model =>
            {
                Shapes.Accounts(model);
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Account",
                    account => account.Property<int>("Number").UseSerialColumn()
                );
            }
        );

        await project.MigrateAsync();

        Assert.Equal(before, await project.ReadAsync<string>(Privileges));
        await MigrationTests.AssertRedSeesItsRowsAndNoBlueAsync(project);
    }

    [Fact]
    public async Task What_no_policy_stops_is_taken_from_a_table_that_has_one_already()
    {
        await using var project = await WithAccountsAsync();
        await project.ExecuteAsync("grant truncate, trigger on \"Accounts\" to ringfence_app, public");
        await using var context = project.Open();

        await context.RunAsync(migration => migration.EnableTenantIsolation("Accounts", "TenantId"));

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            project.Database.As(MigrationProject.Red).ExecuteAsync("truncate \"Accounts\"")
        );
        Assert.Equal("42501", refusal.SqlState);
    }

    [Fact]
    public async Task A_table_that_moves_to_another_schema_can_be_used_there()
    {
        await using var project = await WithAccountsAsync();

        project.Add(
            "B_Move",
            model =>
            {
                Shapes.Accounts(model);
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Account",
                    account => account.ToTable("Accounts", "sales")
                );
            }
        );
        await project.MigrateAsync();

        const string Count = "select count(*) from sales.\"Accounts\"";
        await project
            .Database.As(MigrationProject.Red)
            .ExecuteAsync("insert into sales.\"Accounts\" (\"Name\") values ('one')");
        Assert.Equal(1, await project.Database.As(MigrationProject.Red).CountAsync(Count));
        Assert.Equal(0, await project.Database.As(MigrationProject.Blue).CountAsync(Count));
    }

    [Fact]
    public async Task A_schema_of_the_application_is_no_place_to_move_a_table_to()
    {
        await using var project = await WithAccountsAsync();
        await project.ExecuteAsync(
            "create schema sales authorization ringfence_app; grant all on schema sales to ringfence_owner"
        );

        project.Add(
            "B_Move",
            model =>
            {
                Shapes.Accounts(model);
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Account",
                    account => account.ToTable("Accounts", "sales")
                );
            }
        );

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());
        Assert.Contains("schema belongs to the application role", refusal.MessageText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "10s")]
    [InlineData("3s", "3s")]
    public async Task A_table_in_use_is_not_waited_for_without_end(string setting, string seen)
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        await project.ExecuteAsync(
            "create table account (id int primary key, tenant_id uuid); create table note (tenant_id uuid, account_id int);"
                + " alter table account owner to ringfence_owner; alter table note owner to ringfence_owner"
        );
        await project.ExecuteAsync(RecordLockTimeouts);
        await using var context = project.Open();

        await context.RunAsync(migration =>
        {
            migration.Sql($"set local lock_timeout = '{setting}'");
            migration.EnableTenantIsolation("account", "tenant_id");
            migration.EnableTenantIsolation("note", "tenant_id");
            migration.AddForeignKey("note_account", "note", "account_id", "account", principalColumn: "id");
            migration.DisableTenantIsolation("note", "tenant_id");
            migration.Sql("insert into afterwards values (current_setting('lock_timeout'))");
        });

        Assert.Equal(
            seen,
            await project.ReadAsync<string>("select string_agg(distinct s.lock_timeout, ' ') from seen as s")
        );
        Assert.Equal(setting, await project.ReadAsync<string>("select a.lock_timeout from afterwards as a"));
    }

    [Theory]
    [InlineData("0", "10s")]
    [InlineData("3s", "3s")]
    public async Task A_statement_on_tenants_rows_waits_for_its_own_locks_alone_as_the_session_does(
        string setting,
        string seen
    )
    {
        await using var project = await WithAccountsAsync();
        await project.ExecuteAsync(RecordLockTimeouts);
        const string Record =
            "insert into afterwards values (current_setting('lock_timeout')); select from \"Accounts\"";
        await project
            .Database.As(MigrationProject.Red)
            .ExecuteAsync("insert into \"Accounts\" (\"Name\") values ('one')");
        await using var context = project.Open();

        await context.RunAsync(migration =>
        {
            migration.Sql($"set local lock_timeout = '{setting}'");
            migration.ForEachTenant(Record);
            migration.AcrossTenants("why", Record);
            migration.Sql("insert into afterwards values (current_setting('lock_timeout'))");
        });

        Assert.Equal(
            seen,
            await project.ReadAsync<string>("select string_agg(distinct s.lock_timeout, ' ') from seen as s")
        );
        Assert.Equal(
            $"{setting} {setting} {setting}",
            await project.ReadAsync<string>("select string_agg(a.lock_timeout, ' ') from afterwards as a")
        );
    }

    private async Task<MigrationProject> WithAccountsAsync()
    {
        var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await project.MigrateAsync();
        return project;
    }
}
