using Npgsql;
using Ringfence.EntityFrameworkCore.Migrations;

namespace PostgresTests.EntityFrameworkCore.Migrations;

public sealed class EnableTests(PostgresFixture postgres)
{
    private const string Table = "create table note (id serial primary key, tenant_id uuid, text text);";

    [Theory]
    [InlineData("select", "there is no such table")]
    [InlineData(Table + "create policy other on note using (true)", "permissive policy other")]
    [InlineData("create table base (x int); create table note (tenant_id uuid) inherits (base)", "inheritance")]
    [InlineData("create view note as select gen_random_uuid() as tenant_id", "not an ordinary")]
    [InlineData("create table note (tenant_id text)", "of type text")]
    [InlineData("create table note (id int)", "no column tenant_id")]
    [InlineData(Table + "alter table note owner to ringfence_app", "its owner ringfence_app")]
    [InlineData(
        "create table base (tenant_id uuid) partition by list (tenant_id);"
            + " create table note partition of base default",
        "name its parent"
    )]
    public async Task A_table_that_a_policy_would_not_hold_is_refused(string schema, string reason)
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        await project.ExecuteAsync(schema);
        await using var context = project.Open();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            context.RunAsync(migration => migration.EnableTenantIsolation("note", "tenant_id"))
        );

        Assert.Contains(reason, refusal.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_nobody_are_named_in_the_refusal()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        await project.ExecuteAsync(
            Table + "alter table note owner to ringfence_owner; insert into note default values"
        );
        await using var context = project.Open();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            context.RunAsync(migration => migration.EnableTenantIsolation("note", "tenant_id"))
        );

        Assert.Contains("does not say whose they are", refusal.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_may_be_repeated_and_gives_the_use_of_sequences()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        await project.ExecuteAsync(
            Table + "alter table note owner to ringfence_owner; grant all on note to ringfence_app"
        );
        await using var context = project.Open();

        await context.RunAsync(migration => migration.EnableTenantIsolation("note", "tenant_id"));
        var once = await project.StateAsync();
        await context.RunAsync(migration => migration.EnableTenantIsolation("note", "tenant_id", "public"));

        Assert.Equal(once, await project.StateAsync());
        await project.Database.As(MigrationProject.Red).ExecuteAsync("insert into note default values");
        Assert.Equal(1, await project.Database.As(MigrationProject.Red).CountAsync("select count(*) from note"));
        Assert.Equal(0, await project.Database.As(MigrationProject.Blue).CountAsync("select count(*) from note"));
        await Assert.ThrowsAsync<PostgresException>(() =>
            project.Database.As(MigrationProject.Red).ExecuteAsync("truncate note")
        );
    }

    [Fact]
    public async Task It_does_what_the_command_line_does()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        await project.ExecuteAsync(
            Table + "alter table note owner to ringfence_owner; create index on note (tenant_id)"
        );
        await using var context = project.Open();
        await context.RunAsync(migration => migration.EnableTenantIsolation("note", "tenant_id"));
        var byMigration = await project.StateAsync();

        await Ringfence.Npgsql.Contract.TableProtector.ProtectAsync(
            project.Database.Superuser,
            ["note"],
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(byMigration, await project.StateAsync());
    }

    [Fact]
    public async Task Partitions_are_closed_with_their_parent_and_opened_with_it()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        await project.ExecuteAsync(
            "create table note (tenant_id uuid, n int) partition by range (n);"
                + " create table note_low partition of note for values from (0) to (10);"
                + " alter table note owner to ringfence_owner; alter table note_low owner to ringfence_owner;"
                + " grant select on note_low to ringfence_app"
        );
        await using var context = project.Open();

        await context.RunAsync(migration => migration.EnableTenantIsolation("note", "tenant_id"));

        var (red, blue) = (project.Database.As(MigrationProject.Red), project.Database.As(MigrationProject.Blue));
        await red.ExecuteAsync("insert into note (n) values (1)");
        Assert.Equal(1, await red.CountAsync("select count(*) from note"));
        Assert.Equal(0, await blue.CountAsync("select count(*) from note"));
        await Assert.ThrowsAsync<PostgresException>(() => blue.CountAsync("select count(*) from note_low"));
        await context.RunAsync(migration => migration.DisableTenantIsolation("note", "tenant_id"));
        Assert.DoesNotContain(" t ", await project.StateAsync(), StringComparison.Ordinal);
    }
}
