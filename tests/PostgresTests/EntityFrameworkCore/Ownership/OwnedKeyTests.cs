using Ringfence;
using Buyer = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Buyer;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class OwnedKeyTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_key_carries_the_tenant_but_those_to_shared_tables()
    {
        await using var store = await OpenAsync();

        var key = Assert.Single(store.KeysWithoutTenant);
        Assert.Contains("Countries", key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_tenant_saves_it_finds_and_no_other_does()
    {
        await using var store = await OpenAsync();
        int id;
        using (TenantScope.Enter(Shop.Red))
        {
            await using var context = store.Open();
            var buyer = new Buyer
            {
                Email = "ada@example.org",
                Orders =
                {
                    new() { Total = 3, Labels = { new() { Text = "x" } } },
                },
            };
            context.Add(buyer);
            Assert.Equal(4, await context.SaveChangesAsync(Cancellation));
            id = buyer.Id;
        }

        Assert.NotNull(await FindAsync(Shop.Red));
        Assert.Null(await FindAsync(Shop.Blue));

        async Task<Buyer?> FindAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = store.Open();
            return await context.Buyers.FindAsync([id], Cancellation);
        }
    }

    private Task<OwnedDatabase<StoreContext>> OpenAsync() =>
        OwnedDatabase<StoreContext>.CreateAsync(postgres.Server, options => new(options));
}
