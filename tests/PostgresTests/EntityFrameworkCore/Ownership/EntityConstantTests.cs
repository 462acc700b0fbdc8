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

    private static readonly Order Held = new() { Id = Guid.NewGuid() };

    private static readonly Func<StoreContext, int> Compiled = EF.CompileQuery(
        (StoreContext context) => context.Orders.Count(row => row.Buyer == Asked)
    );

    private static readonly Func<StoreContext, Task<int>> CompiledAsync = EF.CompileAsyncQuery(
        (StoreContext context) => context.Orders.Where(row => row.Buyer!.Equals(Asked) && row.Total > 0).Count()
    );

    private static readonly Func<StoreContext, int, int> CompiledOfNumber = EF.CompileQuery(
        (StoreContext context, int id) => context.Orders.Count(row => row.Buyer == new Buyer { Id = id })
    );

    private static readonly Func<StoreContext, int> Joined = EF.CompileQuery(
        (StoreContext context) =>
            context
                .Buyers.Where(row => row.Id == 8)
                .Join(context.Orders, _ => Asked, order => order.Buyer, (_, order) => order.Id)
                .Count()
    );

    private static readonly Func<StoreContext, int> JoinedByParts = EF.CompileQuery(
        (StoreContext context) =>
            context
                .Buyers.Where(row => row.Id == 8)
                .Join(
                    context.Orders,
                    _ => new { Buyer = (Buyer?)Asked, Total = 1 },
                    order => new { order.Buyer, order.Total },
                    (_, order) => order.Id
                )
                .Count()
    );

    private static readonly Func<StoreContext, int> GroupJoined = EF.CompileQuery(
        (StoreContext context) =>
            context
                .Buyers.Where(row => row.Id == 8)
                .GroupJoin(context.Orders, _ => Asked, order => order.Buyer, (_, orders) => orders)
                .SelectMany(orders => orders)
                .Count()
    );

    private static readonly Func<StoreContext, bool> Contained = EF.CompileQuery(
        (StoreContext context) => context.Buyers.Contains(Asked)
    );

    private static readonly Func<StoreContext, bool> ContainedMade = EF.CompileQuery(
        (StoreContext context) => context.Buyers.Contains(new Buyer { Id = 7 })
    );

    private static readonly Func<StoreContext, int, bool> ContainedOfNumber = EF.CompileQuery(
        (StoreContext context, int id) => context.Buyers.Contains(new Buyer { Id = id })
    );

    private static readonly Func<StoreContext, bool> ContainedInNavigation = EF.CompileQuery(
        (StoreContext context) => context.Buyers.Any(row => row.Orders.Contains(Held))
    );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("compiled")]
    [InlineData("compiled async")]
    [InlineData("compiled, of a number")]
    [InlineData("made in the query")]
    [InlineData("join")]
    [InlineData("join by several parts")]
    [InlineData("group join")]
    public async Task Each_tenant_finds_its_own(string how)
    {
        await using var store = await OpenAsync();

        Assert.Equal(1, await CountAsync(Shop.Red));
        Assert.Equal(2, await CountAsync(Shop.Blue));
        Assert.Equal(1, await CountAsync(Shop.Red));

        async Task<int> CountAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = store.Open();
            return how switch
            {
                "compiled" => Compiled(context),
                "compiled async" => await CompiledAsync(context),
                "compiled, of a number" => CompiledOfNumber(context, 7),
                "made in the query" => await context.Orders.CountAsync(
                    row => row.Buyer == new Buyer { Id = 7 },
                    Cancellation
                ),
                "join" => Joined(context),
                "join by several parts" => JoinedByParts(context),
                _ => GroupJoined(context),
            };
        }
    }

    [Theory]
    [InlineData("contained")]
    [InlineData("made")]
    [InlineData("made of a number")]
    [InlineData("in a navigation")]
    public async Task Each_tenants_own_is_contained(string how)
    {
        await using var store = await OpenAsync();

        Assert.True(await IsContainedAsync(Shop.Red));
        Assert.True(await IsContainedAsync(Shop.Blue));
        Assert.True(await IsContainedAsync(Shop.Red));

        async Task<bool> IsContainedAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = store.Open();
            return how switch
            {
                "contained" => Contained(context),
                "made" => ContainedMade(context),
                "made of a number" => ContainedOfNumber(context, 7),
                _ => ContainedInNavigation(context),
            };
        }
    }

    /// <summary>EF Core asks such an entity for its key each time; what it hears is the tenant in scope.</summary>
    [Theory]
    [InlineData("constant")]
    [InlineData("constant in a projection")]
    [InlineData("made in the query of a variable")]
    [InlineData("parameter")]
    public async Task One_that_an_execution_brings_along_is_of_the_tenant_in_scope(string how)
    {
        await using var store = await OpenAsync();

        Assert.Equal(1, await CountAsync(Shop.Red));
        Assert.Equal(2, await CountAsync(Shop.Blue));

        async Task<int> CountAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = store.Open();
            var asked = Asked;
            var id = Asked.Id;
            return how switch
            {
                "constant" => await context.Orders.CountAsync(row => row.Buyer == EF.Constant(asked), Cancellation),
                "constant in a projection" => (
                    await context.Orders.Select(row => row.Buyer == EF.Constant(asked)).ToListAsync(Cancellation)
                ).Count(found => found),
                "made in the query of a variable" => await context.Orders.CountAsync(
                    row => row.Buyer == new Buyer { Id = id },
                    Cancellation
                ),
                _ => await context.Orders.CountAsync(row => row.Buyer == asked, Cancellation),
            };
        }
    }

    /// <summary>Its key has no tenant in the query: docs/ef-core.md says so.</summary>
    [Fact]
    public async Task One_that_is_made_of_each_row_is_not_translated()
    {
        await using var store = await OwnedDatabase<StoreContext>.CreateAsync(postgres.Server, options => new(options));
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            context.Orders.CountAsync(row => row.Buyer == new Buyer { Id = row.Total }, Cancellation)
        );
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
        Assert.DoesNotContain(
            "held",
            context.Orders.Where(row => row.Payer == default(Buyer)).ToQueryString(),
            StringComparison.Ordinal
        );
    }

    private async Task<OwnedDatabase<StoreContext>> OpenAsync()
    {
        var store = await OwnedDatabase<StoreContext>.CreateAsync(postgres.Server, options => new(options));
        await SaveAsync(store, Shop.Red, orders: 1);
        await SaveAsync(store, Shop.Blue, orders: 2);
        return store;
    }

    private static async Task SaveAsync(OwnedDatabase<StoreContext> store, TenantId tenant, int orders)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var context = store.Open();
        var buyer = context.Add(new Buyer { Id = 7 }).Entity;
        var other = context.Add(new Buyer { Id = 8, Email = "other" }).Entity;
        context.AddRange(
            Enumerable
                .Range(0, orders)
                .Select(at => new Order
                {
                    Id = at == 0 ? Held.Id : Guid.NewGuid(),
                    Buyer = buyer,
                    Total = 1,
                })
        );
        context.Add(new Order { Buyer = other, Total = 1 });
        await context.SaveChangesAsync(Cancellation);
    }
}
