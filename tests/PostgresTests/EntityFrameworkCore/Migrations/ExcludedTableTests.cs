using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>Tables that another context's migrations make, where a model says so.</summary>
public sealed class ExcludedTableTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_table_that_migrations_leave_to_others_keeps_its_policy()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await project.MigrateAsync();
        var before = await project.StateAsync();

        var leaving = project.Add("B_Leave", Excluded);
        await project.MigrateAsync();
        var left = await project.StateAsync();
        var coming = project.Add("C_Come", Shapes.Accounts);
        await project.MigrateAsync();

        Assert.DoesNotContain("migrationBuilder.", leaving, StringComparison.Ordinal);
        Assert.DoesNotContain("migrationBuilder.", coming, StringComparison.Ordinal);
        Assert.Equal((before, before), (left, await project.StateAsync()));
    }

    [Fact]
    public async Task It_keeps_its_policy_when_the_model_no_longer_says_whose_it_is()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Ledger);
        await project.MigrateAsync();
        var before = await project.StateAsync();

        var code = project.Add(
            "B_Leave",
            model =>
            {
                Shapes.Ledger(model);
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Entry",
                    entry =>
                    {
                        entry.ToTable("Entries", table => table.ExcludeFromMigrations());
                        entry.IsShared();
                        foreach (var key in entry.Metadata.GetForeignKeys().ToList())
                        {
                            entry.Metadata.RemoveForeignKey(key);
                        }
                    }
                );
            }
        );

        await project.MigrateAsync();
        var left = await project.StateAsync();
        await project.MigrateAsync("A_Create");

        // Coming back, it is isolated as what others made would be: of its policy the models say nothing.
        var up = code[..code.IndexOf("void Down", StringComparison.Ordinal)];
        Assert.DoesNotContain("TenantIsolation", up, StringComparison.Ordinal);
        Assert.DoesNotContain("DisableTenantIsolation", code, StringComparison.Ordinal);
        Assert.Equal((before, before), (left, await project.StateAsync()));
    }

    [Fact]
    public async Task A_table_that_was_nobodys_and_others_made_is_isolated_when_it_comes()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add(
            "A_Create",
            model =>
            {
                Excluded(model);
                model.SharedTypeEntity<Dictionary<string, object>>("Account", account => account.IsShared());
            }
        );

        var code = project.Add("B_Come", Shapes.Accounts);

        Assert.Contains("migrationBuilder.EnableTenantIsolation(", code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_a_table_that_others_isolate_are_guarded_too()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Excluded);
        project.AddByHand("B_Data", "migrationBuilder.Sql(\"delete from \\\"Accounts\\\"\");");

        var refusal = Assert.Throws<UnboundDataMigrationException>(() => project.Script());

        Assert.Equal("RF7011", refusal.Code);
    }

    private static void Excluded(ModelBuilder model)
    {
        Shapes.Accounts(model);
        model.SharedTypeEntity<Dictionary<string, object>>(
            "Account",
            account => account.ToTable("Accounts", table => table.ExcludeFromMigrations())
        );
    }
}
