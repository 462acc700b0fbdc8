using Microsoft.EntityFrameworkCore;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Bulk;
using Ringfence.Npgsql;

namespace PostgresTests.EntityFrameworkCore.Bulk;

public sealed class EntityBulkRefusalTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Filled => ["Parent", "Children", "Remarks", "TenantId"];

    [Theory]
    [MemberData(nameof(Filled))]
    public async Task What_would_be_left_out_is_refused(string property)
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);
        var filled = StockDatabase.Item(2);
        switch (property)
        {
            case "Parent":
                filled.Parent = StockDatabase.Item(3);
                break;
            case "Children":
                filled.Children.Add(StockDatabase.Item(3));
                break;
            case "Remarks":
                filled.Remarks.Add(new() { Text = "x" });
                break;
            default:
                filled.TenantId = Guid.Parse(Shop.Blue.Value);
                break;
        }

        var refusal = await Assert.ThrowsAsync<BulkRowException>(() =>
            context.BulkInsertAsync([StockDatabase.Item(1), filled], new() { BatchSize = 1 }, Cancellation)
        );

        Assert.Equal(("Item", 1, property), (refusal.EntityType, refusal.Row, refusal.Property));
        Assert.Equal(0, await source.CountAsync<Item>(Shop.Red));
        Assert.Equal(0, await source.CountAsync<Item>(Shop.Blue));
    }

    [Fact]
    public async Task An_entity_may_say_that_it_is_the_tenants()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);
        var item = StockDatabase.Item(1);
        item.TenantId = Guid.Parse(Shop.Red.Value);

        await context.BulkInsertAsync([item], cancellationToken: Cancellation);

        Assert.Equal(1, await source.CountAsync<Item>(Shop.Red));
    }

    [Fact]
    public async Task What_is_not_the_rows_of_one_table_is_refused()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);

        var spread = await Refused(new Vehicle());
        var derived = await Refused(new Car());
        var json = await Refused(new Document());
        var view = await Refused(new Total());
        var unknown = await Refused(new Grave());

        Assert.Equal("RF7020", spread.Code);
        Assert.Contains("vehicle, car", spread.Message, StringComparison.Ordinal);
        Assert.Equal("Car", derived.EntityType);
        Assert.Contains("JSON", json.Message, StringComparison.Ordinal);
        Assert.Contains("no table", view.Message, StringComparison.Ordinal);
        Assert.Equal("Grave", unknown.EntityType);

        Task<BulkEntityException> Refused<T>(T entity)
            where T : class =>
            Assert.ThrowsAsync<BulkEntityException>(() =>
                context.BulkInsertAsync([entity], cancellationToken: Cancellation)
            );
    }

    [Fact]
    public async Task Without_a_scope_nothing_is_opened()
    {
        await using var source = TenantDataSource.Create("Host=nowhere", new() { Binding = Binding.Setting });
        await using var context = source.OpenStock();

        await Assert.ThrowsAsync<TenantMissingException>(() =>
            context.BulkInsertAsync([StockDatabase.Item(1)], cancellationToken: Cancellation)
        );
    }

    [Fact]
    public async Task A_context_that_is_not_bound_or_has_a_connection_of_its_own_is_refused()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        using var scope = TenantScope.Enter(Shop.Red);
        var builder = new DbContextOptionsBuilder<Stock>()
            .OfMany()
            .UseNpgsql(database.ApplicationConnectionString, npgsql => npgsql.MapEnum<Grade>("grade"));
        await using (var plain = new Stock(builder.Options))
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
                plain.BulkInsertAsync([new Odd { Value = "x" }], cancellationToken: Cancellation)
            );
            Assert.Contains("UseRingfence", refusal.Message, StringComparison.Ordinal);
        }

        await using var own = new Stock(builder.UseRingfence(database.Source).Options);
        await Assert.ThrowsAsync<ContextConnectionException>(() =>
            own.BulkInsertAsync([new Odd { Value = "x" }], cancellationToken: Cancellation)
        );
    }

    /// <summary>No entity of any model.</summary>
    private sealed class Grave;
}
