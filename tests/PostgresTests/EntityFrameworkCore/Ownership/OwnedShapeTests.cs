using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence;
using Car = PostgresTests.EntityFrameworkCore.Ownership.ShapesContext.Car;
using Cat = PostgresTests.EntityFrameworkCore.Ownership.ShapesContext.Cat;
using Film = PostgresTests.EntityFrameworkCore.Ownership.ShapesContext.Film;
using Person = PostgresTests.EntityFrameworkCore.Ownership.ShapesContext.Person;
using PersonName = PostgresTests.EntityFrameworkCore.Ownership.ShapesContext.PersonName;
using Song = PostgresTests.EntityFrameworkCore.Ownership.ShapesContext.Song;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class OwnedShapeTests(PostgresFixture postgres)
{
    private static readonly Guid CarId = Guid.Parse("ca500000-0000-0000-0000-000000000001");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A reference to the rows of a TPC hierarchy has no constraint: no table holds them all.</summary>
    [Fact]
    public async Task Every_table_of_every_shape_has_the_tenant_in_its_keys()
    {
        await using var shapes = await OpenAsync();

        Assert.Empty(shapes.KeysWithoutTenant);
        await using var command = shapes.Superuser.CreateCommand(
            """
            select string_agg(c.relname, ' ' order by c.relname) from pg_class as c
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relforcerowsecurity
            """
        );
        Assert.Equal(
            "Animals Call Car Film Letters Passports People PersonPerson Phone SealSecrets Seals Song Vehicles Viewing",
            await command.ExecuteScalarAsync(Cancellation)
        );
    }

    [Fact]
    public async Task Each_shape_is_saved_and_read_by_its_tenant()
    {
        await using var shapes = await OpenAsync();
        await SaveAsync(shapes, Shop.Red, "Ada");
        await SaveAsync(shapes, Shop.Blue, "Alan");

        Assert.Equal("Ada 1 street p1 2 3 text link note 7 secret 180", await ReadAsync(Shop.Red, "Ada"));
        Assert.Equal("Alan 1 street p1 2 3 text link note 7 secret 180", await ReadAsync(Shop.Blue, "Alan"));

        async Task<string> ReadAsync(TenantId tenant, string name)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = shapes.Open();
            var row = await context
                .People.Include(row => row.Friends)
                .Include(row => row.Seen)
                .SingleAsync(row => row.Name == name, Cancellation);
            var letter = await context.Set<ShapesContext.Letter>().Include(row => row.Body).SingleAsync(Cancellation);
            var seal = await context.Set<ShapesContext.Seal>().SingleAsync(Cancellation);
            Assert.Equal([name, "friend"], await NamesAsync(context));
            return $"{row.Name} {row.Friends.Count} {row.Address?.Street} {row.Passport?.Number} {row.Seen.Count}"
                + $" {row.Phones[0].Calls[0].Seconds} {row.Profile?.Text} {row.Profile?.Links[0].Target} {row.Notes[0].Text}"
                + $" {letter.Body?.Weight} {seal.Secret} {row.Size.Height}";
        }

        static async Task<List<string>> NamesAsync(ShapesContext context) =>
            await context.Set<PersonName>().Select(row => row.Name).Order().ToListAsync(Cancellation);
    }

    [Fact]
    public async Task Each_shape_is_changed_by_its_tenant_alone()
    {
        await using var shapes = await OpenAsync();
        await SaveAsync(shapes, Shop.Red, "Ada");
        await SaveAsync(shapes, Shop.Blue, "Alan");
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = shapes.Open();
        var row = await context
            .People.Include(row => row.Friends)
            .Include(row => row.Seen)
            .SingleAsync(row => row.Name == "Ada", Cancellation);
        row.Address = new() { Street = "new" };
        row.Passport!.Number = "p2";
        row.Phones[0].Calls.Add(new() { Seconds = 5 });
        row.Phones.Add(new() { Number = "2" });
        row.Profile!.Links.Clear();
        row.Notes[0].Text = "changed";
        row.Friends.Clear();
        (await context.Set<ShapesContext.Letter>().Include(row => row.Body).SingleAsync(Cancellation)).Body!.Weight = 8;
        var seal = await context.Set<ShapesContext.Seal>().SingleAsync(Cancellation);
        seal.Secret = "new";
        row.Size.Height = 181;
        row.Seen.RemoveAt(0);
        context.RemoveRange(context.Vehicles);
        context.RemoveRange(context.Animals);
        await context.SaveChangesAsync(Cancellation);

        context.ChangeTracker.Clear();
        row = await context.People.Include(row => row.Seen).SingleAsync(row => row.Name == "Ada", Cancellation);
        var secret = await context.Set<ShapesContext.Seal>().Select(row => row.Secret).SingleAsync(Cancellation);
        var weight = await context.Set<ShapesContext.Body>().Select(row => row.Weight).SingleAsync(Cancellation);
        Assert.Equal(
            ("new", "p2", 2, 2),
            (row.Address!.Street, row.Passport!.Number, row.Phones.Count, row.Phones[0].Calls.Count)
        );
        Assert.Equal(
            (0, "changed", 181, "new", 8),
            (row.Profile!.Links.Count, row.Notes[0].Text, row.Size.Height, secret, weight)
        );
        Assert.Single(row.Seen);
        Assert.Empty(context.Vehicles);
        Assert.Equal(1, await shapes.As(Shop.Blue).CountAsync("select count(*) from \"Car\""));
        Assert.Equal(2, await shapes.As(Shop.Blue).CountAsync("select count(*) from \"Viewing\""));
        Assert.Equal(1, await shapes.As(Shop.Blue).CountAsync("select count(*) from \"PersonPerson\""));
    }

    [Theory]
    [InlineData("insert into \"Phone\" (\"PersonId\", \"Number\") values ({person}, 'x')")]
    [InlineData("insert into \"Passports\" (\"PersonId\", \"Number\") values ({person}, 'x')")]
    [InlineData("insert into \"SealSecrets\" (\"Id\", \"Secret\") values (1, 'x')")]
    [InlineData("update \"Animals\" as a set \"KeeperId\" = {person}")]
    [InlineData("update \"PersonPerson\" as p set \"PersonId\" = {person}")]
    [InlineData("update \"Viewing\" as v set \"FansId\" = {person}")]
    [InlineData("insert into \"Car\" (\"Id\", \"Plate\") values ('ca500000-0000-0000-0000-000000000001', 'x')")]
    public async Task No_shape_can_refer_to_another_tenants_row(string attack)
    {
        await using var shapes = await OpenAsync();
        var person = await SaveAsync(shapes, Shop.Red, "Ada");
        await SaveAsync(shapes, Shop.Blue, "Alan", Guid.NewGuid());
        await shapes.As(Shop.Blue).ExecuteAsync("delete from \"SealSecrets\"");

        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            shapes.As(Shop.Blue).ExecuteAsync(attack.Replace("{person}", $"{person}", StringComparison.Ordinal))
        );

        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refusal.SqlState);
    }

    [Fact]
    public async Task A_join_rows_own_columns_are_written()
    {
        await using var shapes = await OpenAsync();
        await SaveAsync(shapes, Shop.Red, "Ada");
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = shapes.Open();

        await context
            .Set<ShapesContext.Viewing>()
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Stars, 5), Cancellation);

        Assert.Equal(2, await context.Set<ShapesContext.Viewing>().CountAsync(row => row.Stars == 5, Cancellation));
    }

    private static async Task<int> SaveAsync(
        OwnedDatabase<ShapesContext> shapes,
        TenantId tenant,
        string name,
        Guid? carId = null
    )
    {
        using var scope = TenantScope.Enter(tenant);
        await using var context = shapes.Open();
        var person = new Person
        {
            Name = name,
            Address = new() { Street = "street" },
            Passport = new() { Number = "p1" },
            Profile = new() { Text = "text", Links = { new() { Target = "link" } } },
            Size = new() { Height = 180 },
            Phones =
            {
                new() { Number = "1", Calls = { new() { Seconds = 3 } } },
            },
            Notes = { new() { Text = "note" } },
            Friends = { new() { Name = "friend" } },
            Seen =
            {
                new Song { Length = 3 },
                new Film { Year = 1984 },
            },
        };
        context.AddRange(
            person,
            new Cat { Keeper = person },
            new ShapesContext.Letter { Body = new() { Weight = 7 } },
            new ShapesContext.Seal { Width = 3, Secret = "secret" },
            new Car
            {
                Id = carId ?? CarId,
                Plate = "same",
                Wheels = 4,
            }
        );
        await context.SaveChangesAsync(Cancellation);
        return person.Id;
    }

    private Task<OwnedDatabase<ShapesContext>> OpenAsync() =>
        OwnedDatabase<ShapesContext>.CreateAsync(postgres.Server, options => new(options));
}
