using Microsoft.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>A sequence that columns' defaults read comes with their tables.</summary>
public sealed class SequenceTests(PostgresFixture postgres)
{
    private const string Insert =
        "insert into \"Song\" (\"Length\") values (1); insert into \"Film\" (\"Year\") values (2)";

    [Fact]
    public async Task The_tables_of_a_hierarchy_share_one_that_their_tenants_use()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Media);
        await project.MigrateAsync();
        var (red, blue) = (project.Database.As(MigrationProject.Red), project.Database.As(MigrationProject.Blue));

        await red.ExecuteAsync(Insert);

        Assert.Equal(1, await red.CountAsync("select count(*) from \"Song\" join \"Film\" on \"Film\".\"Id\" = 2"));
        Assert.Equal(0, await blue.CountAsync("select count(*) from \"Song\""));
    }

    [Fact]
    public async Task It_stays_while_a_tenant_table_uses_it()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Media);
        await project.MigrateAsync();
        await using var context = project.Open();
        var red = project.Database.As(MigrationProject.Red);

        await context.RunAsync(migration => migration.DisableTenantIsolation("Film", "TenantId"));
        await red.ExecuteAsync("insert into \"Song\" (\"Length\") values (1)");
        Assert.True(await IsGrantedAsync(project));
        await context.RunAsync(migration => migration.DisableTenantIsolation("Song", "TenantId"));

        Assert.False(await IsGrantedAsync(project));
    }

    [Fact]
    public async Task A_column_that_begins_to_use_one_has_it_granted()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", Shapes.Accounts);
        project.Add(
            "B_Number",
            model =>
            {
                Shapes.Accounts(model);
                model.HasSequence<int>("MediumSequence");
                model.SharedTypeEntity<Dictionary<string, object>>(
                    "Account",
                    account => account.Property<int>("Number").HasDefaultValueSql("nextval('\"MediumSequence\"')")
                );
            }
        );

        await project.MigrateAsync();

        await project
            .Database.As(MigrationProject.Red)
            .ExecuteAsync("insert into \"Accounts\" (\"Name\") values ('x')");
        Assert.True(await IsGrantedAsync(project));
    }

    [Fact]
    public async Task One_of_another_owner_is_not_granted()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        await project.ExecuteAsync(
            "create sequence \"MediumSequence\"; create table note (tenant_id uuid, n int default nextval('\"MediumSequence\"'));"
                + " alter table note owner to ringfence_owner"
        );
        await using var context = project.Open();

        await context.RunAsync(migration => migration.EnableTenantIsolation("note", "tenant_id"));

        Assert.False(await IsGrantedAsync(project));
    }

    private static Task<bool> IsGrantedAsync(MigrationProject project) =>
        project.ReadAsync<bool>("select has_sequence_privilege('ringfence_app', '\"MediumSequence\"', 'usage')");

    private static void Media(ModelBuilder model)
    {
        model.Entity<Medium>().IsTenantOwned().UseTpcMappingStrategy();
        model.Entity<Song>().ToTable("Song");
        model.Entity<Film>().ToTable("Film");
    }

    internal abstract class Medium
    {
        public int Id { get; set; }
    }

    internal sealed class Song : Medium
    {
        public int Length { get; set; }
    }

    internal sealed class Film : Medium
    {
        public int Year { get; set; }
    }
}
