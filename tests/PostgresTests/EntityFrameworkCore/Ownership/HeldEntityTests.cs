using Microsoft.EntityFrameworkCore;
using Ringfence;
using Maker = PostgresTests.EntityFrameworkCore.Ownership.HeldContext.Maker;
using Part = PostgresTests.EntityFrameworkCore.Ownership.HeldContext.Part;
using Thing = PostgresTests.EntityFrameworkCore.Ownership.HeldContext.Thing;

namespace PostgresTests.EntityFrameworkCore.Ownership;

/// <summary>An entity that a filter holds, or that is of one of several types of its class, is of each execution's tenant.</summary>
public sealed class HeldEntityTests(PostgresFixture postgres)
{
    private static readonly Func<HeldContext, int> OfSharedClass = EF.CompileQuery(
        (HeldContext context) => context.Screws.Count(row => row == HeldContext.Held)
    );

    private static readonly Func<HeldContext, int> Twice = EF.CompileQuery(
        (HeldContext context) => context.Things.Count(row => row.Maker != new Maker { Id = 8 })
    );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("filter")]
    [InlineData("filter and query")]
    [InlineData("shared class")]
    public async Task Each_tenant_finds_its_own(string how)
    {
        await using var database = await OwnedDatabase<HeldContext>.CreateAsync(
            postgres.Server,
            options => new(options)
        );
        await SaveAsync(database, Shop.Red);
        await SaveAsync(database, Shop.Blue);

        Assert.Equal(1, await CountAsync(Shop.Red));
        Assert.Equal(1, await CountAsync(Shop.Blue));
        Assert.Equal(1, await CountAsync(Shop.Red));

        async Task<int> CountAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = database.Open();
            return how switch
            {
                "filter" => await context.Things.CountAsync(Cancellation),
                "filter and query" => Twice(context),
                _ => OfSharedClass(context),
            };
        }
    }

    private static async Task SaveAsync(OwnedDatabase<HeldContext> database, TenantId tenant)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var context = database.Open();
        context.Add(new Thing { Maker = new Maker { Id = 7 } });
        context.Add(new Thing { Maker = new Maker { Id = 8 } });
        context.Screws.Add(new Part { Id = 7 });
        await context.SaveChangesAsync(Cancellation);
    }
}
