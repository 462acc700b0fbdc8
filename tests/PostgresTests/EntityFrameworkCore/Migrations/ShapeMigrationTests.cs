using Microsoft.EntityFrameworkCore;
using PostgresTests.EntityFrameworkCore.Ownership;
using Ringfence;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Migrations;

/// <summary>Hierarchies in one table and in several, split and shared tables, owned types and join types.</summary>
public sealed class ShapeMigrationTests(PostgresFixture postgres)
{
    private static readonly string[] Tables =
    [
        "Animals",
        "Call",
        "Car",
        "Film",
        "Letters",
        "Passports",
        "People",
        "PersonPerson",
        "Phone",
        "SealSecrets",
        "Seals",
        "Song",
        "Vehicles",
        "Viewing",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_of_every_shape_is_isolated_once()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);

        var code = project.Add("A_Create", ShapesContext.Shape);
        await project.MigrateAsync();

        var up = code[..code.IndexOf("void Down(", StringComparison.Ordinal)];
        Assert.Equal(Tables, up.Split("EnableTenantIsolation(").Skip(1).Select(call => call.Split('"')[1]));
        Assert.Equal(
            string.Join(' ', Tables),
            await project.ReadAsync<string>(
                """
                select string_agg(c.relname, ' ' order by c.relname collate "C") from pg_class as c
                where c.relnamespace = 'public'::regnamespace and c.relrowsecurity and c.relforcerowsecurity
                    and (select count(*) from pg_policy as p where p.polrelid = c.oid) = 1
                """
            )
        );
        Assert.False(project.HasPendingChanges());
        await project.MigrateAsync("0");
        Assert.Equal("", await project.StateAsync());
    }

    [Fact]
    public async Task Rows_of_every_shape_are_seen_by_their_tenant_alone()
    {
        await using var project = await MigrationProject.CreateAsync(postgres.Server);
        project.Add("A_Create", ShapesContext.Shape);
        await project.MigrateAsync();
        await project.ExecuteAsync("grant usage on sequence \"MediumSequence\" to ringfence_app");

        await SaveAsync(project, MigrationProject.Red);

        foreach (var table in Tables)
        {
            var count = $"select count(*) from \"{table}\"";
            Assert.NotEqual(0, await project.Database.As(MigrationProject.Red).CountAsync(count));
            Assert.Equal(0, await project.Database.As(MigrationProject.Blue).CountAsync(count));
        }
    }

    private static async Task SaveAsync(MigrationProject project, TenantId tenant)
    {
        await using var context = new ShapesContext(
            new DbContextOptionsBuilder<ShapesContext>()
                .OfMany()
                .UseNpgsql()
                .UseRingfence(project.Database.Source)
                .Options
        );
        using var scope = TenantScope.Enter(tenant);
        var person = new ShapesContext.Person
        {
            Passport = new() { Number = "p1" },
            Phones =
            {
                new() { Number = "1", Calls = { new() { Seconds = 3 } } },
            },
            Friends = { new() { Name = "friend" } },
            Seen = { new ShapesContext.Song(), new ShapesContext.Film() },
        };
        context.AddRange(
            person,
            new ShapesContext.Cat { Keeper = person },
            new ShapesContext.Letter { Body = new() { Weight = 7 } },
            new ShapesContext.Seal { Secret = "secret" },
            new ShapesContext.Car { Id = Guid.NewGuid() }
        );
        await context.SaveChangesAsync(Cancellation);
    }
}
