using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>EF Core's own operations, where they must look at the rows of tables whose owner sees none.</summary>
public sealed class IsolatedRowsTests(PostgresFixture postgres)
{
    private const string Red = "11111111-1111-1111-1111-111111111111";
    private const string InsertAccount =
        $"insert into \"Accounts\" (\"Id\", \"TenantId\", \"Name\") values (1, '{Red}', null)";
    private const string Forced =
        "select bool_and(c.relforcerowsecurity) from pg_class as c where c.relname in ('Accounts', 'Entries')";

    [Fact]
    public async Task A_foreign_key_between_isolated_tables_refuses_rows_that_refer_to_nothing()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", model => Entries(model, isOwned: true, refers: false));
        await project.MigrateAsync();
        await project.ExecuteAsync(
            InsertAccount
                + $"; insert into \"Entries\" (\"TenantId\", \"AccountId\") values ('{Red}', 1), ('{Red}', 99)"
        );
        project.Add("B_Key", model => Entries(model, isOwned: true, refers: true));

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => project.MigrateAsync());
        await project.ExecuteAsync("delete from \"Entries\" where \"AccountId\" = 99");
        await project.MigrateAsync();

        Assert.Equal("23503", refusal.SqlState);
        Assert.True(await project.ReadAsync<bool>(Forced));
    }

    [Fact]
    public async Task A_foreign_key_to_an_isolated_table_finds_the_rows_that_are_there()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", model => Entries(model, isOwned: false, refers: false));
        await project.MigrateAsync();
        await project.ExecuteAsync(
            InsertAccount + $"; insert into \"Entries\" (\"TenantId\", \"AccountId\") values ('{Red}', 1)"
        );
        project.Add("B_Key", model => Entries(model, isOwned: true, refers: true));

        await project.MigrateAsync();

        Assert.True(await project.ReadAsync<bool>(Forced));
        Assert.Equal(1, await project.Database.As(MigrationProject.Red).CountAsync("select count(*) from \"Entries\""));
        Assert.Equal(
            0,
            await project.Database.As(MigrationProject.Blue).CountAsync("select count(*) from \"Entries\"")
        );
    }

    [Fact]
    public async Task A_foreign_key_of_partitions_refuses_rows_that_refer_to_nothing()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        await project.ExecuteAsync(
            "create table account (id int primary key, tenant_id uuid);"
                + " create table note (tenant_id uuid, account_id int, n int) partition by range (n);"
                + " create table note_low partition of note for values from (0) to (10);"
                + $" insert into note values ('{Red}', 99, 1); alter table account owner to ringfence_owner;"
                + " alter table note owner to ringfence_owner; alter table note_low owner to ringfence_owner"
        );
        await using var context = project.Open();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            context.RunAsync(migration =>
            {
                migration.EnableTenantIsolation("account", "tenant_id");
                migration.EnableTenantIsolation("note", "tenant_id");
                migration.AddForeignKey("note_account", "note", "account_id", "account", principalColumn: "id");
            })
        );

        Assert.Equal("23503", refusal.SqlState);
    }

    [Fact]
    public async Task A_column_that_comes_to_be_required_gets_its_default_in_the_rows_of_all_tenants()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await project.MigrateAsync();
        await project.ExecuteAsync(InsertAccount);
        var before = await project.StateAsync();
        project.Add(
            "B_Required",
            model =>
            {
                Shapes.Accounts(model);
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Account",
                    account => account.Property<string>("Name").IsRequired()
                );
            }
        );

        await project.MigrateAsync();

        Assert.Equal("", await project.ReadAsync<string>("select \"Name\" from \"Accounts\""));
        Assert.Equal(before, await project.StateAsync());
    }

    [Fact]
    public async Task A_sequence_is_past_seeded_rows_whatever_follows_the_policy()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.TwoSeededAccounts);
        project.Edit(
            "A_Create",
            "        }\n\n        /// <inheritdoc />\n        protected override void Down(",
            "            migrationBuilder.Sql(\"comment on table \\\"Accounts\\\" is 'theirs'\");\n        }\n\n"
                + "        /// <inheritdoc />\n        protected override void Down("
        );
        await project.MigrateAsync();
        var red = project.Database.As(MigrationProject.Red);

        await red.ExecuteAsync("insert into \"Accounts\" (\"Name\") values ('one')");

        Assert.Equal(3, await red.CountAsync("select max(a.\"Id\")::bigint from \"Accounts\" as a"));
        Assert.Equal(
            0,
            await project.Database.As(MigrationProject.Blue).CountAsync("select count(*) from \"Accounts\"")
        );
    }

    private static void Entries(ModelBuilder model, bool isOwned, bool refers)
    {
        Shapes.Accounts(model);
        model.Owned(
            "Entry",
            entry =>
            {
                entry.ToTable("Entries");
                entry.Property<int>("AccountId");
                if (refers)
                {
                    entry.HasOne("Account").WithMany().HasForeignKey("AccountId").OnDelete(DeleteBehavior.Restrict);
                }
            }
        );
        if (!isOwned)
        {
            model.SharedTypeEntity<Dictionary<string, object>>("Entry", entry => entry.IsShared());
        }
    }
}
