using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore;

/// <summary>
/// What a compiled query of a pooled context allocates over one of a context without Ringfence that names the tenant itself.
/// Bytes are counted, and no time; synchronously and on this thread, and the least of many, as with the data source.
/// </summary>
public sealed class ContextAllocationTests(PostgresFixture postgres)
{
    private const int Times = 300;

    private static readonly Guid Tenant = Guid.Parse(Shop.Red.Value);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, 1500)]
    [InlineData(Binding.Setting, 1150)]
    public async Task A_query_allocates_little_over_a_plain_contexts(Binding binding, long most)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, binding);
        await using var bare = await Shop.CreatePlainAsync(postgres.Server);
        await using var source = NpgsqlDataSource.Create(bare.ApplicationConnectionString);
        await bare.Superuser.RunAsync("grant select on customer to ringfence_app");
        var bound = new PooledDbContextFactory<ShopContext>(
            new DbContextOptionsBuilder<ShopContext>().OfMany().UseNpgsql().UseRingfence(database.Source).Options
        );
        var plain = new PooledDbContextFactory<ShopContext>(
            new DbContextOptionsBuilder<ShopContext>().OfMany().UseNpgsql(source).Options
        );

        var bounds = EF.CompileQuery(
            (ShopContext db, int id) => db.Customers.AsNoTracking().Where(row => row.Id == id)
        );
        var plains = EF.CompileQuery(
            (ShopContext db, Guid tenant, int id) =>
                db.Customers.AsNoTracking().Where(row => EF.Property<Guid>(row, "TenantId") == tenant && row.Id == id)
        );

        var (theirs, ours) = await Task.Run(
            () =>
            {
                using var scope = TenantScope.Enter(Shop.Red);
                return (Least(plain, db => plains(db, Tenant, 1)), Least(bound, db => bounds(db, 1)));
            },
            Cancellation
        );

        TestContext.Current.TestOutputHelper?.WriteLine($"{theirs} bytes plain, {ours} bytes bound");
        Assert.InRange(ours - theirs, -1000, most);
    }

    private static long Least(
        PooledDbContextFactory<ShopContext> contexts,
        Func<ShopContext, IEnumerable<Customer>> query
    )
    {
        var least = long.MaxValue;
        for (var i = 0; i < Times; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using (var context = contexts.CreateDbContext())
            {
                Assert.Equal("Ada", query(context).Single().Name);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
