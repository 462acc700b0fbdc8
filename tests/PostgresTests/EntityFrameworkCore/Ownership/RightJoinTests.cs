using Microsoft.EntityFrameworkCore;
using Ringfence;
using Ringfence.EntityFrameworkCore.Ownership;
using Buyer = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Buyer;
using Order = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Order;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>A right join keeps the rows of its right side that have no partner, whatever filters its left side has.</summary>
public sealed class RightJoinTests(PostgresFixture postgres)
{
    private static readonly int[] Numbers = [1, 2];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_without_a_partner_stay(bool isUnfiltered)
    {
        await using var store = await OpenAsync();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();

        var rows = Orders(context, isUnfiltered)
            .RightJoin(
                context.Buyers,
                order => order.Buyer!.Id,
                buyer => buyer.Id,
                (order, buyer) => $"{buyer.Email} {(order == null ? 0 : order.Total)}"
            );

        Assert.Equal(["one 1", "two 0"], await SortedAsync(rows));
    }

    /// <summary>PostgreSQL's provider does not join values from the left: the query is as it was without the filter.</summary>
    [Fact]
    public async Task So_do_values_where_the_filter_is_left_out()
    {
        await using var store = await OpenAsync();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();

        var rows = Orders(context, isUnfiltered: true)
            .RightJoin(Numbers, order => order.Total, number => number, (order, number) => number);

        Assert.Equal([1, 2], (await rows.ToListAsync(Cancellation)).Order());
    }

    /// <summary>Rather than lose the values without a partner: docs/ef-core.md says so.</summary>
    [Fact]
    public async Task Values_are_refused_where_it_is_filtered()
    {
        await using var store = await OpenAsync();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();

        var rows = context.Orders.RightJoin(Numbers, order => order.Total, number => number, (_, number) => number);

        await Assert.ThrowsAsync<InvalidOperationException>(() => rows.ToListAsync(Cancellation));
    }

    /// <summary>The provider would refuse the values to the left of a turned one.</summary>
    [Fact]
    public async Task Where_only_a_subquery_of_the_left_is_filtered_it_stays_as_it_was()
    {
        await using var store = await OpenAsync();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();
        string[] texts = ["de", "fr"];

        var rows = context
            .Countries.Select(country => new
            {
                country.Id,
                Buyers = context.Buyers.Count(row => row.CountryId == country.Id),
            })
            .RightJoin(texts, country => country.Id, text => text, (country, text) => text);

        Assert.Equal(texts, await SortedAsync(rows));
    }

    /// <summary>A left join has the order of its left side, which is the other one now: docs/ef-core.md says so.</summary>
    [Fact]
    public async Task The_order_of_its_left_side_is_not_that_of_the_join_where_that_is_filtered()
    {
        await using var store = await OpenAsync();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();

        Assert.Contains("ORDER BY", Ordered(isUnfiltered: true), StringComparison.Ordinal);
        Assert.DoesNotContain("ORDER BY", Ordered(isUnfiltered: false), StringComparison.Ordinal);

        string Ordered(bool isUnfiltered) =>
            Orders(context, isUnfiltered)
                .OrderBy(order => order.Total)
                .RightJoin(context.Buyers, order => order.Buyer!.Id, buyer => buyer.Id, (order, buyer) => buyer.Email)
                .ToQueryString();
    }

    private static IQueryable<Order> Orders(StoreContext context, bool isUnfiltered) =>
        isUnfiltered ? context.Orders.IgnoreQueryFilters([OwnershipOptions.TenantFilterName]) : context.Orders;

    private static async Task<IEnumerable<string>> SortedAsync(IQueryable<string> rows) =>
        (await rows.ToListAsync(Cancellation)).Order(StringComparer.Ordinal);

    private async Task<OwnedDatabase<StoreContext>> OpenAsync()
    {
        var store = await OwnedDatabase<StoreContext>.CreateAsync(postgres.Server, options => new(options));
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();
        context.Add(
            new Order
            {
                Buyer = new Buyer { Email = "one" },
                Total = 1,
            }
        );
        context.Add(new Buyer { Email = "two" });
        await context.SaveChangesAsync(Cancellation);
        return store;
    }
}
