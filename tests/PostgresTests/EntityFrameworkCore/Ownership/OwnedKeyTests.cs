using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence;
using Buyer = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Buyer;
using Label = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Label;
using Order = PostgresTests.EntityFrameworkCore.Ownership.StoreContext.Order;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class OwnedKeyTests(PostgresFixture postgres)
{
    private static readonly Guid Code = Guid.Parse("c0de0000-0000-0000-0000-000000000001");
    private static readonly Guid OrderId = Guid.Parse("0de10000-0000-0000-0000-000000000001");
    private static readonly Guid LabelId = Guid.Parse("1abe0000-0000-0000-0000-000000000001");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_key_carries_the_tenant_but_those_to_shared_tables()
    {
        await using var store = await OpenAsync();

        var key = Assert.Single(store.KeysWithoutTenant);
        Assert.Contains("Countries", key, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """insert into "Odd Shop"."Orders" ("Id", "BuyerId", "Total") values (gen_random_uuid(), {buyer}, 1)"""
    )]
    [InlineData("""update "Odd Shop"."Orders" as o set "BuyerId" = {buyer}""")]
    [InlineData("""update "Odd Shop"."Orders" as o set "PayerId" = {buyer}""")]
    [InlineData("""update "Odd Shop"."Orders" as o set "AgentCode" = 'c0de0000-0000-0000-0000-000000000001'""")]
    [InlineData("""update "Odd Shop"."The Buyers" as b set "ReferrerId" = {buyer}""")]
    [InlineData("""insert into "Odd Shop"."Note" ("Id", "Text") values ({buyer}, 'mine')""")]
    [InlineData(
        """
            insert into "Odd Shop"."LabelOrder" ("LabelsId", "OrdersId")
            select '1abe0000-0000-0000-0000-000000000001', o."Id" from "Odd Shop"."Orders" as o
            """
    )]
    [InlineData(
        """
            insert into "Odd Shop"."LabelOrder" ("LabelsId", "OrdersId")
            select l."Id", '0de10000-0000-0000-0000-000000000001' from "Odd Shop"."Labels" as l
            """
    )]
    public async Task A_row_cannot_refer_to_another_tenants(string attack)
    {
        await using var store = await OpenAsync();
        var red = await SaveAsync(store, Shop.Red, Code, OrderId, LabelId);
        var blue = await SaveAsync(store, Shop.Blue, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var free = await AddBuyerAsync(store, Shop.Blue);
        var foreign = await AddBuyerAsync(store, Shop.Red);

        // A note's key is its buyer's, who may have one alone.
        var isNote = attack.Contains("\"Note\"", StringComparison.Ordinal);
        await store.As(Shop.Blue).ExecuteAsync(Named(isNote ? free : blue, blue.Code));
        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            store.As(Shop.Blue).ExecuteAsync(Named(isNote ? foreign : red, Code))
        );
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refusal.SqlState);

        string Named(Buyer buyer, Guid code) =>
            code == Code
                ? attack.Replace("{buyer}", $"{buyer.Id}", StringComparison.Ordinal)
                : attack
                    .Replace("{buyer}", $"{buyer.Id}", StringComparison.Ordinal)
                    .Replace($"{Code}", $"{code}", StringComparison.Ordinal)
                    .Replace(
                        $"'{LabelId}'",
                        "(select l.\"Id\" from \"Odd Shop\".\"Labels\" as l limit 1)",
                        StringComparison.Ordinal
                    )
                    .Replace(
                        $"'{OrderId}'",
                        "(select o.\"Id\" from \"Odd Shop\".\"Orders\" as o limit 1)",
                        StringComparison.Ordinal
                    ) + (attack.Contains("LabelOrder", StringComparison.Ordinal) ? " on conflict do nothing" : "");
    }

    [Fact]
    public async Task A_cascade_does_not_reach_another_tenants_rows()
    {
        await using var store = await OpenAsync();
        var red = await SaveAsync(store, Shop.Red, Code, OrderId, LabelId);

        // The same key for another tenant is another key.
        await store
            .As(Shop.Blue)
            .ExecuteAsync(
                $"insert into \"Odd Shop\".\"The Buyers\" (\"Id\", \"Email\", \"Code\") values ({red.Id}, 'x', '{Code}')"
            );
        Assert.Equal(1, await store.As(Shop.Blue).ExecuteAsync("delete from \"Odd Shop\".\"The Buyers\""));

        Assert.Equal(1, await store.As(Shop.Red).CountAsync("select count(*) from \"Odd Shop\".\"Orders\""));
        await store.As(Shop.Red).ExecuteAsync("delete from \"Odd Shop\".\"Note\"");
        await store
            .As(Shop.Red)
            .ExecuteAsync("update \"Odd Shop\".\"Orders\" as o set \"PayerId\" = null, \"AgentCode\" = null");
        Assert.Equal(1, await store.As(Shop.Red).ExecuteAsync("delete from \"Odd Shop\".\"The Buyers\""));
        Assert.Equal(0, await store.As(Shop.Red).CountAsync("select count(*) from \"Odd Shop\".\"Orders\""));
    }

    [Fact]
    public async Task What_is_unique_is_so_for_each_tenant()
    {
        await using var store = await OpenAsync();
        await SaveAsync(store, Shop.Red, Code, OrderId, LabelId);
        await SaveAsync(store, Shop.Blue, Code, OrderId, LabelId);

        using var scope = TenantScope.Enter(Shop.Blue);
        await using var context = store.Open();
        context.Add(new Buyer { Email = "ada@example.org" });
        var refusal = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancellation));

        var cause = Assert.IsType<PostgresException>(refusal.InnerException);
        Assert.Equal((PostgresErrorCodes.UniqueViolation, "one_email"), (cause.SqlState, cause.ConstraintName));
    }

    [Fact]
    public async Task An_index_keeps_what_was_said_of_it()
    {
        await using var store = await OpenAsync();
        await using var command = store.Superuser.CreateCommand(
            "select pg_get_indexdef(c.oid) from pg_class as c where c.relname = 'one_email'"
        );

        Assert.Equal(
            "CREATE UNIQUE INDEX one_email ON \"Odd Shop\".\"The Buyers\" USING btree (\"TenantId\", \"Email\")"
                + " WHERE (\"Email\" <> ''::text)",
            await command.ExecuteScalarAsync(Cancellation)
        );
    }

    [Fact]
    public async Task An_insert_leaves_the_tenant_to_the_server()
    {
        await using var store = await OpenAsync();
        var statements = new List<string>();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open(to => to.LogTo(statements.Add));
        context.Add(New(Code, OrderId, LabelId));

        await context.SaveChangesAsync(Cancellation);

        var inserts = statements.Where(text => text.Contains("INSERT INTO", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(inserts);
        Assert.All(inserts, text => Assert.DoesNotContain("TenantId", text, StringComparison.Ordinal));
        Assert.All(inserts, text => Assert.DoesNotContain("whose", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_optional_relationship_that_is_cut_leaves_the_tenant()
    {
        await using var store = await OpenAsync();
        await SaveAsync(store, Shop.Red, Code, OrderId, LabelId);
        using var scope = TenantScope.Enter(Shop.Red);
        await using (var context = store.Open())
        {
            var order = await context
                .Orders.Include(row => row.Payer)
                .Include(row => row.Agent)
                .SingleAsync(Cancellation);
            Assert.NotNull(order.Payer);
            order.Payer = null;
            order.Agent = null;
            Assert.Equal(1, await context.SaveChangesAsync(Cancellation));
        }

        await using var again = store.Open();
        var cut = await again.Orders.Include(row => row.Payer).SingleAsync(Cancellation);
        Assert.Equal((null, null, 3), (cut.PayerId, cut.AgentCode, cut.Total));
    }

    [Fact]
    public async Task A_row_moves_between_parents_of_its_tenant()
    {
        await using var store = await OpenAsync();
        await SaveAsync(store, Shop.Red, Code, OrderId, LabelId);
        var other = await AddBuyerAsync(store, Shop.Red);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = store.Open();
        var order = await context.Orders.SingleAsync(Cancellation);

        order.Buyer = await context.Buyers.FindAsync([other.Id], Cancellation);
        Assert.Equal(1, await context.SaveChangesAsync(Cancellation));

        Assert.Equal(1, await context.Orders.CountAsync(row => row.Buyer!.Id == other.Id, Cancellation));
    }

    [Fact]
    public async Task Labels_are_put_on_and_taken_off()
    {
        await using var store = await OpenAsync();
        await SaveAsync(store, Shop.Red, Code, OrderId, LabelId);
        await SaveAsync(store, Shop.Blue, Code, OrderId, LabelId);
        using (TenantScope.Enter(Shop.Red))
        {
            await using var context = store.Open();
            var order = await context.Orders.Include(row => row.Labels).SingleAsync(Cancellation);
            order.Labels.Clear();
            order.Labels.Add(new() { Text = "new" });
            order.Labels.Add(new() { Text = "newer" });
            await context.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(2, await CountAsync(Shop.Red));
        Assert.Equal(1, await CountAsync(Shop.Blue));

        async Task<int> CountAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = store.Open();
            return await context.Orders.SelectMany(row => row.Labels).CountAsync(Cancellation);
        }
    }

    private static Buyer New(Guid code, Guid orderId, Guid labelId)
    {
        var buyer = new Buyer
        {
            Email = "ada@example.org",
            Code = code,
            Country = new() { Id = $"{Guid.NewGuid()}" },
            Note = new() { Text = "n" },
        };
        buyer.Orders.Add(
            new Order
            {
                Id = orderId,
                Total = 3,
                Payer = buyer,
                Agent = buyer,
                Labels =
                {
                    new Label { Id = labelId, Text = "x" },
                },
            }
        );
        return buyer;
    }

    private static async Task<Buyer> SaveAsync(
        OwnedDatabase<StoreContext> store,
        TenantId tenant,
        Guid code,
        Guid orderId,
        Guid labelId
    )
    {
        using var scope = TenantScope.Enter(tenant);
        await using var context = store.Open();
        var buyer = New(code, orderId, labelId);
        context.Add(buyer);
        Assert.Equal(6, await context.SaveChangesAsync(Cancellation));
        return buyer;
    }

    private static async Task<Buyer> AddBuyerAsync(OwnedDatabase<StoreContext> store, TenantId tenant)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var context = store.Open();
        var buyer = new Buyer { Email = $"{Guid.NewGuid()}" };
        context.Add(buyer);
        await context.SaveChangesAsync(Cancellation);
        return buyer;
    }

    private Task<OwnedDatabase<StoreContext>> OpenAsync() =>
        OwnedDatabase<StoreContext>.CreateAsync(postgres.Server, options => new(options));
}
