using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence;
using Ringfence.EntityFrameworkCore.Bulk;
using Ringfence.Npgsql.Bulk;

namespace PostgresTests.EntityFrameworkCore.Bulk;

public sealed class EntityBulkTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Many_entities_are_the_tenants_and_come_back_as_they_were(Binding binding)
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server, binding);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);
        Item[] items = [.. Enumerable.Range(1, 12_000).Select(StockDatabase.Item)];

        Assert.Equal(12_000, await context.Items.BulkInsertAsync(items, cancellationToken: Cancellation));

        Assert.Empty(context.ChangeTracker.Entries());
        Assert.All(items, item => Assert.Equal((0, null), (item.Id, item.Source)));
        var saved = await context.Items.AsNoTracking().OrderBy(item => item.Price).ToListAsync(Cancellation);
        Assert.Equal(items.Select(Text), saved.Select(Text));
        Assert.All(saved, item => Assert.Equal("server", item.Source));
        Assert.Equal(
            12_000,
            await context.Items.CountAsync(item => EF.Property<int>(item, "Doubled") == item.Level * 2, Cancellation)
        );
        Assert.Equal(0, await source.CountAsync<Item>(Shop.Blue));
        using var blue = TenantScope.Enter(Shop.Blue);
        Assert.Equal(0, await context.Items.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Entities_are_read_as_they_are_sent()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);
        var progress = new Sent();

        var inserted = await context.BulkInsertAsync(
            ItemsAsync(),
            new() { BatchSize = 10, Progress = progress },
            Cancellation
        );

        Assert.Equal(25, inserted);
        Assert.Equal([10L, 20, 25], progress.Reported);
        Assert.Equal(25, await source.CountAsync<Item>(Shop.Red));

        async IAsyncEnumerable<Item> ItemsAsync()
        {
            for (var number = 1; number <= 25; number++)
            {
                await Task.Yield();
                Assert.InRange(number - (progress.Reported.Count * 10), 1, 11);
                yield return StockDatabase.Item(number);
            }
        }
    }

    [Fact]
    public async Task A_hierarchy_in_one_table_keeps_its_types_and_gets_the_keys_that_EF_Core_makes()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);
        var own = Guid.NewGuid();
        Animal[] animals =
        [
            new Dog { Name = "Rex", Barks = 3 },
            new Cat
            {
                Name = "Tom",
                Lives = 9,
                Id = own,
            },
            new Cat { Name = "Kit" },
        ];

        await context.Animals.BulkInsertAsync(animals, cancellationToken: Cancellation);

        var saved = await context.Animals.AsNoTracking().OrderBy(animal => animal.Name).ToListAsync(Cancellation);
        Assert.Equal(
            ["Kit Cat ", "Rex Dog 3", "Tom Cat 9"],
            saved.Select(animal =>
                $"{animal.Name} {animal.GetType().Name} {(animal as Dog)?.Barks ?? (animal as Cat)?.Lives}"
            )
        );
        Assert.Equal(animals.Select(animal => animal.Id).Order(), saved.Select(animal => animal.Id).Order());
        Assert.Equal(own, animals[1].Id);
        Assert.DoesNotContain(Guid.Empty, animals.Select(animal => animal.Id));
        Assert.Equal(0, await source.CountAsync<Animal>(Shop.Blue));
    }

    [Fact]
    public async Task Odd_names_and_join_rows_are_inserted_like_any()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);

        await context.BulkInsertAsync([new Odd { Value = "x" }, new Odd()], cancellationToken: Cancellation);
        await context.Pairs.BulkInsertAsync(
            [new() { ["a"] = 1, ["b"] = 2 }, new() { ["a"] = 1, ["b"] = 3 }],
            cancellationToken: Cancellation
        );

        Assert.Equal(
            ["x", null],
            await context.Set<Odd>().OrderBy(row => row.Value).Select(row => row.Value).ToListAsync(Cancellation)
        );
        Assert.Equal(2, await context.Pairs.CountAsync(Cancellation));
        Assert.Equal(0, await source.CountAsync<Odd>(Shop.Blue));
    }

    [Fact]
    public async Task Keys_are_the_entities_own_where_all_have_one()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);
        Item With(int id)
        {
            var item = StockDatabase.Item(id + 1);
            item.Id = id;
            return item;
        }

        await context.BulkInsertAsync([With(70), With(71)], cancellationToken: Cancellation);

        Assert.Equal([70, 71], await context.Items.Select(item => item.Id).Order().ToListAsync(Cancellation));
        var lacking = await Assert.ThrowsAsync<BulkRowException>(() =>
            context.BulkInsertAsync([With(72), With(0)], cancellationToken: Cancellation)
        );
        var having = await Assert.ThrowsAsync<BulkRowException>(() =>
            context.BulkInsertAsync([With(0), With(72)], cancellationToken: Cancellation)
        );
        Assert.Equal(("RF7021", 1, "Id"), (lacking.Code, lacking.Row, lacking.Property));
        Assert.Equal((1, "Id"), (having.Row, having.Property));
        Assert.Equal(2, await source.CountAsync<Item>(Shop.Red));
    }

    [Fact]
    public async Task Of_rows_whose_key_exists_the_others_are_inserted()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);
        await context.BulkInsertAsync([StockDatabase.Item(1)], cancellationToken: Cancellation);
        Item[] both = [StockDatabase.Item(1), StockDatabase.Item(2)];

        var refusal = await Assert.ThrowsAsync<BulkInsertException>(() =>
            context.BulkInsertAsync(both, cancellationToken: Cancellation)
        );

        Assert.Equal(PostgresErrorCodes.UniqueViolation, refusal.SqlState);
        Assert.Equal(
            1,
            await context.BulkInsertAsync(both, new() { OnConflict = BulkConflict.DoNothing }, Cancellation)
        );
        Assert.Equal(2, await source.CountAsync<Item>(Shop.Red));
    }

    private static string Text(Item item) =>
        $"{item.Code} {item.Grade} {item.NativeGrade} {item.Price:0.00} {item.Level} {item.At:O}"
        + $" {string.Join(',', item.Tags)} {item.Link} {item.Size.Width} {item.Size.Height} {item.Origin?.City}"
        + $" {item.Origin?.Zip}";

    private sealed class Sent : IProgress<long>
    {
        public List<long> Reported { get; } = [];

        public void Report(long value) => Reported.Add(value);
    }
}
