using Microsoft.EntityFrameworkCore;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Buyer = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Buyer;
using Order = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Order;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class OwnedTrackingTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_is_found_by_its_key_with_the_tenant_and_without()
    {
        await using var store = await OpenAsync();
        var id = (await AddAsync(store, Shop.Red)).Id;
        await AddAsync(store, Shop.Blue);
        using var scope = TenantScope.Enter(Shop.Red);
        var red = Guid.Parse(Shop.Red.Value);
        var type = typeof(Buyer);

        Assert.NotNull(store.Open().Buyers.Find(id));
        Assert.NotNull(store.Open().Buyers.Find(red, id));
        Assert.NotNull(store.Open().Find<Buyer>(id));
        Assert.NotNull(store.Open().Find(type, id));
        Assert.NotNull(await store.Open().Buyers.FindAsync([id], Cancellation));
        Assert.NotNull(await store.Open().Buyers.FindAsync([red, id], Cancellation));
        Assert.NotNull(await store.Open().FindAsync(type, [id], Cancellation));
        Assert.Null(store.Open().Buyers.Find(Guid.Parse(Shop.Blue.Value), id));
        using (TenantScope.Enter(Shop.Blue))
        {
            Assert.Null(store.Open().Buyers.Find(id));
        }
    }

    [Fact]
    public async Task A_key_of_another_form_is_refused_as_by_EF_Core()
    {
        await using var store = await OpenAsync();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();

        Assert.Throws<ArgumentException>(() => context.Buyers.Find("one"));
        Assert.Throws<ArgumentException>(() => context.Buyers.Find(1, 2, 3));
        Assert.Null(context.Buyers.Find([null]));
    }

    [Fact]
    public async Task What_is_tracked_is_found_there()
    {
        await using var store = await OpenAsync();
        var id = (await AddAsync(store, Shop.Red)).Id;
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();
        var buyer = await context.Buyers.SingleAsync(Cancellation);

        Assert.Same(buyer, context.Buyers.Find(id));
        Assert.Same(buyer, context.Buyers.Local.FindEntry(id)?.Entity);
        Assert.Same(buyer, context.Buyers.Local.FindEntryUntyped([id])?.Entity);
        Assert.Null(context.Buyers.Local.FindEntry(id + 1));
    }

    [Fact]
    public async Task Rows_are_read_again_and_navigations_loaded()
    {
        await using var store = await OpenAsync();
        var id = (await AddAsync(store, Shop.Red)).Id;
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();
        var buyer = context.Buyers.Find(id)!;
        await context.Entry(buyer).Collection(row => row.Orders).LoadAsync(Cancellation);
        var order = Assert.Single(buyer.Orders);

        await using (var other = store.Open())
        {
            await other.Orders.ExecuteUpdateAsync(set => set.SetProperty(row => row.Total, 9), Cancellation);
        }

        Assert.Equal(9, (await context.Entry(order).GetDatabaseValuesAsync(Cancellation))!["Total"]);
        await context.Entry(order).ReloadAsync(Cancellation);
        Assert.Equal(9, order.Total);
        Assert.Equal(1, await context.Entry(buyer).Collection(row => row.Orders).Query().CountAsync(Cancellation));
        await using var fresh = store.Open();
        var loaded = fresh.Orders.Single();
        fresh.Entry(loaded).Reference(row => row.Buyer).Load();
        Assert.Equal(id, loaded.Buyer?.Id);
    }

    [Fact]
    public async Task Navigations_of_what_is_not_tracked_are_loaded()
    {
        await using var store = await OpenAsync();
        await AddAsync(store, Shop.Red);
        await AddAsync(store, Shop.Blue);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();
        var buyer = await context.Buyers.AsNoTracking().SingleAsync(Cancellation);

        await context.Entry(buyer).Collection(row => row.Orders).LoadAsync(Cancellation);

        var order = Assert.Single(buyer.Orders);
        Assert.Same(buyer, order.Buyer);
        Assert.Empty(context.ChangeTracker.Entries());
        Assert.Equal(1, context.Entry(buyer).Collection(row => row.Orders).Query().Count());
    }

    [Fact]
    public async Task What_came_from_elsewhere_is_updated_and_removed_by_its_id()
    {
        await using var store = await OpenAsync();
        var red = await AddAsync(store, Shop.Red);
        using (TenantScope.Enter(Shop.Red))
        {
            await using var context = store.Open();
            context.Update(
                new Buyer
                {
                    Id = red.Id,
                    Email = "new",
                    Code = red.Code,
                }
            );
            Assert.Equal(1, await context.SaveChangesAsync(Cancellation));
            context.ChangeTracker.Clear();
            context
                .Attach(
                    new Buyer
                    {
                        Id = red.Id,
                        Email = "new",
                        Code = red.Code,
                    }
                )
                .Entity.Email = "newer";
            Assert.Equal(1, await context.SaveChangesAsync(Cancellation));
            Assert.Equal("newer", context.Buyers.AsNoTracking().Single().Email);
        }

        using (TenantScope.Enter(Shop.Blue))
        {
            await using var context = store.Open();
            context.Remove(new Order { Id = red.Orders[0].Id });
            await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync(Cancellation));
        }

        using (TenantScope.Enter(Shop.Red))
        {
            await using var context = store.Open();
            context.Remove(new Order { Id = red.Orders[0].Id });
            Assert.Equal(1, await context.SaveChangesAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData(EntityState.Added)]
    [InlineData(EntityState.Modified)]
    [InlineData(EntityState.Deleted)]
    public async Task An_entity_of_another_tenant_is_not_saved(EntityState state)
    {
        await using var store = await OpenAsync();
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = store.CreateSource(to => to.Port = proxy.Port);
        var red = await AddAsync(store, Shop.Red);
        await using var context = store.Open(source);
        using (TenantScope.Enter(Shop.Red))
        {
            context.Entry(state == EntityState.Added ? new Buyer { Email = "x" } : red).State = state;
        }

        using var scope = TenantScope.Enter(Shop.Blue);
        var flights = await proxy.CountAsync(async () =>
        {
            var refusal = await Assert.ThrowsAsync<ForeignTenantException>(() =>
                context.SaveChangesAsync(Cancellation)
            );
            Assert.Equal(("RF7003", "Buyer", "TenantId"), (refusal.Code, refusal.EntityType, refusal.PropertyName));
        });

        Assert.Equal(0, flights);
    }

    [Fact]
    public async Task A_child_of_another_tenants_entity_is_not_saved()
    {
        await using var store = await OpenAsync();
        var red = await AddAsync(store, Shop.Red);
        await using var context = store.Open();
        using (TenantScope.Enter(Shop.Red))
        {
            context.Attach(red);
        }

        using var scope = TenantScope.Enter(Shop.Blue);
        red.Orders.Add(new() { Total = 1 });

        await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Cancellation));
        Assert.Equal(1, await store.As(Shop.Red).CountAsync("select count(*) from \"Odd Shop\".\"Orders\""));
        Assert.Equal(0, await store.As(Shop.Blue).CountAsync("select count(*) from \"Odd Shop\".\"Orders\""));
    }

    [Theory]
    [InlineData("graph")]
    [InlineData("children")]
    [InlineData("labels")]
    public async Task A_graph_is_saved_in_the_flights_of_plain_EF_Core(string what)
    {
        await using var store = await OpenAsync();
        await using var plain = await OwnedDatabase<StoreContext>.CreatePlainAsync(
            postgres.Server,
            options => new(options)
        );
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = store.CreateSource(to => to.Port = proxy.Port);
        await using var bare = plain.CreateBareSource(to => to.Port = proxy.Port);
        using var scope = TenantScope.Enter(Shop.Red);

        Assert.Equal(await CountAsync(() => plain.OpenPlain(bare)), await CountAsync(() => store.Open(source)));

        async Task<int> CountAsync(Func<StoreContext> open)
        {
            await using var context = open();
            await context.Buyers.CountAsync(Cancellation);
            var buyer = new Buyer { Email = "x" };
            if (what != "graph")
            {
                context.Add(buyer);
                await context.SaveChangesAsync(Cancellation);
            }

            for (var i = 0; i < 3; i++)
            {
                var order = new Order { Total = i, Buyer = buyer };
                order.Labels.AddRange(what == "labels" ? [new() { Text = "a" }, new() { Text = "b" }] : []);
                context.Add(order);
            }

            return await proxy.CountAsync(() => context.SaveChangesAsync(Cancellation));
        }
    }

    private static async Task<Buyer> AddAsync(OwnedDatabase<StoreContext> store, TenantId tenant)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var context = store.Open();
        var buyer = new Buyer { Email = "ada@example.org", Orders = { new() { Total = 3 } } };
        context.Add(buyer);
        await context.SaveChangesAsync(Cancellation);
        return buyer;
    }

    private Task<OwnedDatabase<StoreContext>> OpenAsync() =>
        OwnedDatabase<StoreContext>.CreateAsync(postgres.Server, options => new(options));
}
