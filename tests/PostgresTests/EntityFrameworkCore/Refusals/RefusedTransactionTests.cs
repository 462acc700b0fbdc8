using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace PostgresTests.EntityFrameworkCore.Refusals;

/// <summary>
/// Under the password binding a transaction is bound before it begins. Where that is refused the connection is as open as it
/// was before.
/// </summary>
public sealed class RefusedTransactionTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_closed_where_it_was_closed(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var wrong = Wrong(database);
        await using var context = wrong.Open();
        using var scope = TenantScope.Enter(Shop.Red);

        await BeginAsync(context, isAsync);

        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_was_opened_by_hand_stays_open_until_it_is_closed(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var wrong = Wrong(database);
        await using var context = wrong.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);

        await BeginAsync(context, isAsync);

        Assert.Equal(ConnectionState.Open, context.Database.GetDbConnection().State);
        await context.Database.CloseConnectionAsync();
        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_context_that_comes_from_the_pool_again_closes_its_connections(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var wrong = Wrong(database);
        await using var pool = new ServiceCollection()
            .AddPooledDbContextFactory<ShopContext>(to => to.OfMany().UseNpgsql().UseRingfence(wrong), poolSize: 1)
            .BuildServiceProvider();
        var contexts = pool.GetRequiredService<IDbContextFactory<ShopContext>>();
        using var scope = TenantScope.Enter(Shop.Red);
        await using (var former = await contexts.CreateDbContextAsync(Cancellation))
        {
            await BeginAsync(former, isAsync);
        }

        await using var context = await contexts.CreateDbContextAsync(Cancellation);
        await context.Database.OpenConnectionAsync(Cancellation);
        await context.Database.CloseConnectionAsync();

        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
    }

    /// <summary>What saves closes by itself what it opened, and must not close what the user did.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_stays_open_too_where_saving_could_not_begin_its_own(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var wrong = Wrong(database);
        await using var context = wrong.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        context.Add(new Customer { Name = "Edsger" });
        await context.Database.OpenConnectionAsync(Cancellation);

        await SaveAsync(context, isAsync);

        Assert.Equal(ConnectionState.Open, context.Database.GetDbConnection().State);
        await context.Database.CloseConnectionAsync();
        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_save_that_could_not_begin_one_it_is_closed_again_where_it_was_closed(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var wrong = Wrong(database);
        await using var context = wrong.Open();
        using var scope = TenantScope.Enter(Shop.Red);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        context.Add(new Customer { Name = "Edsger" });

        await SaveAsync(context, isAsync);
        await BeginAsync(context, isAsync);

        Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
    }

    private static TenantDataSource Wrong(TestDatabase database) =>
        database.CreateSource(options => options.Password = "rfp1.1.wrong");

    private static async Task BeginAsync(ShopContext context, bool isAsync) =>
        await Assert.ThrowsAsync<TenantRefusedException>(() =>
            isAsync
                ? context.Database.BeginTransactionAsync(Cancellation)
                : Task.FromResult(context.Database.BeginTransaction())
        );

    private static async Task SaveAsync(ShopContext context, bool isAsync) =>
        await Assert.ThrowsAsync<TenantRefusedException>(() =>
            isAsync ? context.SaveChangesAsync(Cancellation) : Task.FromResult(context.SaveChanges())
        );
}
