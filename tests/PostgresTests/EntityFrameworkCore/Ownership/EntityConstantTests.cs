using Microsoft.EntityFrameworkCore;
using Ringfence;
using Buyer = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Buyer;
using Order = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Order;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>
/// A query that is kept, and that compares with an entity which it holds itself, asks for the tenant of each execution.
/// </summary>
public sealed class EntityConstantTests(PostgresFixture postgres)
{
    private static readonly Buyer Asked = new() { Id = 7 };

    private static readonly Func<StoreContext, int> Compiled = EF.CompileQuery(
        (StoreContext context) => context.Orders.Count(row => row.Buyer == Asked)
    );

    private static readonly Func<StoreContext, Task<int>> CompiledAsync = EF.CompileAsyncQuery(
        (StoreContext context) => context.Orders.Where(row => row.Buyer!.Equals(Asked) && row.Total > 0).Count()
    );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("compiled")]
    [InlineData("compiled async")]
    [InlineData("constant")]
    [InlineData("constant in a projection")]
    [InlineData("made in the query")]
    [InlineData("made in the query of a variable")]
    [InlineData("parameter")]
    public async Task Each_tenant_finds_its_own(string how)
    {
        await using var store = await OwnedDatabase<StoreContext>.CreateAsync(postgres.Server, options => new(options));
        await SaveAsync(store, Shop.Red, orders: 1);
        await SaveAsync(store, Shop.Blue, orders: 2);

        Assert.Equal(1, await CountAsync(Shop.Red));
        Assert.Equal(2, await CountAsync(Shop.Blue));
        Assert.Equal(1, await CountAsync(Shop.Red));

        async Task<int> CountAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = store.Open();
            var asked = Asked;
            var id = Asked.Id;
            return how switch
            {
                "compiled" => Compiled(context),
                "compiled async" => await CompiledAsync(context),
                "constant" => await context.Orders.CountAsync(row => row.Buyer == EF.Constant(asked), Cancellation),
                "constant in a projection" => (
                    await context.Orders.Select(row => row.Buyer == EF.Constant(asked)).ToListAsync(Cancellation)
                ).Count(found => found),
                "made in the query" => await context.Orders.CountAsync(
                    row => row.Buyer == new Buyer { Id = 7 },
                    Cancellation
                ),
                "made in the query of a variable" => await context.Orders.CountAsync(
                    row => row.Buyer == new Buyer { Id = id },
                    Cancellation
                ),
                _ => await context.Orders.CountAsync(row => row.Buyer == asked, Cancellation),
            };
        }
    }

    [Fact]
    public async Task Nothing_is_compared_as_nothing()
    {
        await using var store = await OwnedDatabase<StoreContext>.CreateAsync(postgres.Server, options => new(options));
        await SaveAsync(store, Shop.Red, orders: 1);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();
        Buyer? none = null;

        Assert.Equal(2, await context.Orders.CountAsync(row => row.Payer == null, Cancellation));
        Assert.Equal(2, await context.Orders.CountAsync(row => row.Payer == default(Buyer), Cancellation));
        Assert.Equal(2, await context.Orders.CountAsync(row => row.Payer == none, Cancellation));
        Assert.Equal(0, await context.Orders.CountAsync(row => row.Payer != none, Cancellation));
    }

    private static async Task SaveAsync(OwnedDatabase<StoreContext> store, TenantId tenant, int orders)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var context = store.Open();
        var buyer = context.Add(new Buyer { Id = 7 }).Entity;
        var other = context.Add(new Buyer { Id = 8, Email = "other" }).Entity;
        context.AddRange(Enumerable.Range(0, orders).Select(_ => new Order { Buyer = buyer, Total = 1 }));
        context.Add(new Order { Buyer = other, Total = 1 });
        await context.SaveChangesAsync(Cancellation);
    }
}
