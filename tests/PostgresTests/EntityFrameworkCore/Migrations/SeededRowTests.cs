using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

public sealed class SeededRowTests(PostgresFixture postgres)
{
    private const string CountAccounts = "select count(*) from \"Accounts\"";

    private static readonly Guid Red = Guid.Parse(MigrationProject.Red.Value);

    [Fact]
    public async Task A_seeded_row_without_a_tenant_is_refused_by_EF_Core()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);

        var refusal = Assert.Throws<InvalidOperationException>(() =>
            project.Add("A_Create", model => Seeded(model, new { Id = 1, Name = "seeded" }))
        );

        Assert.Contains("'TenantId'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_seeded_with_the_table_are_there_when_EF_Core_made_it_without_migrations()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add(
            "A_Create",
            model =>
                Seeded(
                    model,
                    new
                    {
                        Id = 1,
                        TenantId = Red,
                        Name = "seeded",
                    }
                )
        );
        await using var context = project.Open();

        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await project.Database.As(MigrationProject.Red).CountAsync(CountAccounts));
        Assert.Equal(0, await project.Database.As(MigrationProject.Blue).CountAsync(CountAccounts));
    }

    [Fact]
    public async Task A_row_seeded_later_is_refused_until_it_is_written_across_tenants()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        await project.MigrateAsync();
        var code = project.Add(
            "B_Seed",
            model =>
                Seeded(
                    model,
                    new
                    {
                        Id = 100,
                        TenantId = Red,
                        Name = "seeded",
                    }
                )
        );

        var refusal = await Assert.ThrowsAsync<UnboundDataMigrationException>(() => project.MigrateAsync());
        Assert.Equal(("InsertData", "Accounts"), (refusal.Operation, refusal.Table));
        Assert.Contains("AcrossTenants", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("names TenantId", refusal.Message, StringComparison.Ordinal);
        var from = code.IndexOf("migrationBuilder.InsertData(", StringComparison.Ordinal);
        var insert = code[from..(code.IndexOf(");", from, StringComparison.Ordinal) + 2)];
        project.Edit(
            "B_Seed",
            insert,
            "Ringfence.EntityFrameworkCore.Migrations.TenantMigrations.AcrossTenants(migrationBuilder, \"seed\","
                + $" \"insert into \\\"Accounts\\\" (\\\"Id\\\", \\\"TenantId\\\") values (100, '{Red}')\");"
        );
        await project.MigrateAsync();

        Assert.Equal(1, await project.Database.As(MigrationProject.Red).CountAsync(CountAccounts));
        Assert.Equal(0, await project.Database.As(MigrationProject.Blue).CountAsync(CountAccounts));
        Assert.False(project.HasPendingChanges());
    }

    private static void Seeded(ModelBuilder model, object row)
    {
        Shapes.Accounts(model);
        model.SharedTypeEntity<Dictionary<string, object>>("Account", account => account.HasData(row));
    }
}
