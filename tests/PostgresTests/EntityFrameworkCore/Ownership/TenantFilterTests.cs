using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Box = PostgresTests.EntityFrameworkCore.Ownership.FilteredContext.Box;
using Item = PostgresTests.EntityFrameworkCore.Ownership.FilteredContext.Item;

namespace PostgresTests.EntityFrameworkCore.Ownership;

public sealed class TenantFilterTests(PostgresFixture postgres)
{
    private static readonly Func<FilteredContext, bool, IEnumerable<Item>> Compiled = EF.CompileQuery(
        (FilteredContext context, bool isHidden) => context.Items.Where(row => row.IsHidden == isHidden)
    );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_cached_query_serves_each_tenant_with_its_own_parameter()
    {
        await using var database = await OpenAsync();
        var statements = new List<string>();
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(2, await CountAsync(Shop.Red));
            Assert.Equal(1, await CountAsync(Shop.Blue));
        }

        var text = Assert.Single(statements.Distinct(StringComparer.Ordinal));
        Assert.Matches("\"TenantId\" = @", text);

        async Task<int> CountAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = database.Open();
            var query = context.Items.Where(row => row.Id > 0);
            statements.Add(
                query.ToQueryString().Split('\n').Single(line => line.StartsWith("WHERE", StringComparison.Ordinal))
            );
            return await query.CountAsync(Cancellation);
        }
    }

    /// <summary>Where no policy hides them, the filter alone does.</summary>
    [Fact]
    public async Task The_filter_by_itself_tells_tenants_apart()
    {
        await using var database = await OpenAsync();
        await using (var command = database.Superuser.CreateCommand("alter table \"Items\" disable row level security"))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        Assert.Equal((2, 2, 3), await CountAsync(Shop.Red));
        Assert.Equal((1, 1, 3), await CountAsync(Shop.Blue));

        async Task<(int, int, int)> CountAsync(TenantId tenant)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = database.Open();
            return (
                await context.Items.CountAsync(Cancellation),
                Compiled(context, false).Count(),
                await context.Items.IgnoreQueryFilters([OwnershipOptions.TenantFilterName]).CountAsync(Cancellation)
            );
        }
    }

    [Fact]
    public async Task Filters_of_the_users_stay()
    {
        await using var database = await OpenAsync();
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = database.Open();

        Assert.Equal(2, await context.Items.CountAsync(Cancellation));
        Assert.Equal(
            2,
            await context.Items.IgnoreQueryFilters([OwnershipOptions.TenantFilterName]).CountAsync(Cancellation)
        );
        Assert.Equal(3, await context.Items.IgnoreQueryFilters().CountAsync(Cancellation));
        Assert.Equal(0, await context.Boxes.CountAsync(Cancellation));
        Assert.Equal(1, await context.Boxes.IgnoreQueryFilters([FilteredContext.Visible]).CountAsync(Cancellation));
    }

    [Fact]
    public async Task Pooled_contexts_serve_one_tenant_after_the_other()
    {
        await using var database = await OpenAsync();
        var options = new DbContextOptionsBuilder<FilteredContext>()
            .OfMany()
            .UseNpgsql()
            .UseRingfence(database.Source)
            .Options;
        var pool = new PooledDbContextFactory<FilteredContext>(options, poolSize: 1);
        foreach (var (tenant, items) in new[] { (Shop.Red, 2), (Shop.Blue, 1), (Shop.Red, 2) })
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = await pool.CreateDbContextAsync(Cancellation);
            Assert.Equal(items, Compiled(context, false).Count());
            Assert.Equal(items, await context.Items.CountAsync(Cancellation));
        }
    }

    [Fact]
    public async Task Without_a_scope_a_query_is_refused_before_anything_is_sent()
    {
        await using var database = await OpenAsync();
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(to => to.Port = proxy.Port);
        await using (await source.OpenConnectionAsync(Cancellation)) { }

        await using var context = database.Open(source);
        var flights = await proxy.CountAsync(async () =>
        {
            await Assert.ThrowsAsync<TenantMissingException>(() => context.Items.ToListAsync(Cancellation));
            Assert.Throws<TenantMissingException>(() => Compiled(context, false).ToList());
        });

        Assert.Equal(0, flights);
    }

    [Fact]
    public async Task It_is_left_out_where_the_options_say_so()
    {
        await using var database = await OpenAsync(options => options.TenantFilter = false);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = database.Open();

        Assert.DoesNotContain("TenantId\" =", context.Items.ToQueryString(), StringComparison.Ordinal);
        Assert.Equal(2, await context.Items.CountAsync(Cancellation));
    }

    private async Task<OwnedDatabase<FilteredContext>> OpenAsync(Action<OwnershipOptions>? model = null)
    {
        var database = await OwnedDatabase<FilteredContext>.CreateAsync(
            postgres.Server,
            options => new(options),
            model: model
        );
        await SaveAsync(Shop.Red, new Item(), new Item(), new Item { IsHidden = true }, new Box { IsHidden = true });
        await SaveAsync(Shop.Blue, new Item());
        return database;

        async Task SaveAsync(TenantId tenant, params object[] entities)
        {
            using var scope = TenantScope.Enter(tenant);
            await using var context = database.Open();
            context.AddRange(entities);
            await context.SaveChangesAsync(Cancellation);
        }
    }
}
