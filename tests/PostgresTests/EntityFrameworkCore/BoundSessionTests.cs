using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore;

/// <summary>The password binding outlives a statement: however a context lets go of its connection, nobody stays bound.</summary>
public sealed class BoundSessionTests(PostgresFixture postgres)
{
    private const string BoundSessions = "select count(*) from ringfence.session";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("close")]
    [InlineData("close async")]
    [InlineData("dispose")]
    [InlineData("dispose async")]
    [InlineData("close by hand")]
    [InlineData("dispose by hand")]
    public async Task A_connection_that_was_opened_by_hand_is_given_back_unbound(string how)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        Assert.Equal(1, await database.Superuser.ReadAsync<long>(BoundSessions));

        await LetGoAsync(context, how);

        await using var next = await database.Source.Inner.OpenConnectionAsync(Cancellation);
        Assert.Equal(0, await next.ReadAsync<long>("select count(*) from customer"));
    }

    /// <summary>EF Core does not close it, and nobody tells when a context is done with it: docs/ef-core.md says so.</summary>
    [Fact]
    public async Task A_connection_of_the_users_own_stays_bound_until_the_user_closes_it()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        using var scope = TenantScope.Enter(Shop.Red);
        await using (var connection = await database.Source.Inner.OpenConnectionAsync(Cancellation))
        {
            await using (
                var context = new ShopContext(
                    new DbContextOptionsBuilder<ShopContext>()
                        .OfMany()
                        .UseNpgsql(connection)
                        .UseRingfence(database.Source)
                        .Options
                )
            )
            {
                Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
            }

            Assert.Equal(2, await connection.ReadAsync<long>("select count(*) from customer"));
        }

        await using var next = await database.Source.Inner.OpenConnectionAsync(Cancellation);
        Assert.Equal(0, await next.ReadAsync<long>("select count(*) from customer"));
    }

    /// <summary>Whoever closes it past the context costs the pool its idle connections.</summary>
    [Theory]
    [InlineData("close")]
    [InlineData("close async")]
    [InlineData("dispose")]
    [InlineData("dispose async")]
    [InlineData("to the pool of contexts")]
    [InlineData("to the pool of contexts, async")]
    public async Task What_the_context_lets_go_of_itself_is_unbound_and_stays_in_the_pool(string how)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        using var scope = TenantScope.Enter(Shop.Red);
        await using var pool = new ServiceCollection()
            .AddPooledDbContextFactory<ShopContext>(to => to.OfMany().UseNpgsql().UseRingfence(database.Source))
            .BuildServiceProvider();
        var isPooled = how.StartsWith("to the pool", StringComparison.Ordinal);
        await using var context = isPooled
            ? await pool.GetRequiredService<IDbContextFactory<ShopContext>>().CreateDbContextAsync(Cancellation)
            : database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        var processId = ((NpgsqlConnection)context.Database.GetDbConnection()).ProcessID;

        await LetGoAsync(context, how);

        Assert.Equal(0, await database.Superuser.ReadAsync<long>(BoundSessions));
        await using var next = await database.Source.Inner.OpenConnectionAsync(Cancellation);
        Assert.Equal(processId, next.ProcessID);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_runs_outside_a_transaction_block_runs_unbound_on_a_connection_that_was_bound(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        using (TenantScope.Enter(Shop.Red))
        {
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        }

        _ = isAsync
            ? await context.Database.ExecuteSqlRawAsync("vacuum", Cancellation)
            : context.Database.ExecuteSqlRaw("vacuum");

        Assert.Equal(0, await database.Superuser.ReadAsync<long>(BoundSessions));
        using var scope = TenantScope.Enter(Shop.Red);
        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
    }

    /// <summary>To unbind there would end it, and its commit would say nothing of what is lost.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_a_transaction_that_nobody_told_of_it_fails_and_nobody_stays_bound(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        using (TenantScope.Enter(Shop.Red))
        {
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        }

        await using (var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Cancellation))
        {
            var refusal = isAsync
                ? await Assert.ThrowsAsync<PostgresException>(() =>
                    context.Database.ExecuteSqlRawAsync("vacuum", Cancellation)
                )
                : Assert.Throws<PostgresException>(() => context.Database.ExecuteSqlRaw("vacuum"));
            Assert.Equal(PostgresErrorCodes.ActiveSqlTransaction, refusal.SqlState);
        }

        using (TenantScope.Enter(Shop.Blue))
        {
            Assert.Equal(1, await context.Customers.CountAsync(Cancellation));
        }

        await context.Database.CloseConnectionAsync();
        Assert.Equal(0, await database.Superuser.ReadAsync<long>(BoundSessions));
    }

    [Fact]
    public async Task What_such_a_transaction_brings_back_is_unbound_when_the_connection_is_closed()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        using (TenantScope.Enter(Shop.Red))
        {
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
        }

        await using (await context.Database.GetDbConnection().BeginTransactionAsync(Cancellation))
        {
            await Assert.ThrowsAsync<PostgresException>(() =>
                context.Database.ExecuteSqlRawAsync("vacuum", Cancellation)
            );
        }

        await context.Database.CloseConnectionAsync();

        Assert.Equal(0, await database.Superuser.ReadAsync<long>(BoundSessions));
    }

    [Fact]
    public async Task What_is_saved_in_a_transaction_that_was_enlisted_in_by_hand_is_not_lost()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        using var scope = TenantScope.Enter(Shop.Red);
        using var transaction = new CommittableTransaction();
        await using (var context = database.Source.Open())
        {
            await context.Database.OpenConnectionAsync(Cancellation);
            context.Database.EnlistTransaction(transaction);
            context.Add(new Customer { Name = "Edsger" });
            await context.SaveChangesAsync(Cancellation);
            await context.Database.CloseConnectionAsync();
        }

        transaction.Commit();

        await using var next = database.Source.Open();
        Assert.Equal(3, await next.Customers.CountAsync(Cancellation));
    }

    [Fact]
    public async Task What_is_saved_in_a_scope_that_an_open_connection_joined_is_not_lost()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        using var scope = TenantScope.Enter(Shop.Red);
        await using (var context = database.Source.Open())
        {
            await context.Database.OpenConnectionAsync(Cancellation);
            using var ambient = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            context.Add(new Customer { Name = "Edsger" });
            await context.SaveChangesAsync(Cancellation);
            await context.Database.CloseConnectionAsync();
            ambient.Complete();
        }

        await using var next = database.Source.Open();
        Assert.Equal(3, await next.Customers.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Whom_a_transaction_brings_back_that_is_rolled_back_is_unbound_too()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        using (TenantScope.Enter(Shop.Red))
        {
            using var transaction = new CommittableTransaction();
            await using var context = database.Source.Open();
            await context.Database.OpenConnectionAsync(Cancellation);
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
            context.Database.EnlistTransaction(transaction);
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
            await context.Database.CloseConnectionAsync();
            transaction.Rollback();
        }

        await using var next = await database.Source.Inner.OpenConnectionAsync(Cancellation);
        Assert.Equal(0, await next.ReadAsync<long>("select count(*) from customer"));
    }

    private static Task LetGoAsync(ShopContext context, string how)
    {
        var connection = context.Database.GetDbConnection();
        return how switch
        {
            "close" => Task.Run(context.Database.CloseConnection, Cancellation),
            "close async" => context.Database.CloseConnectionAsync(),
            "dispose" or "to the pool of contexts" => Task.Run(context.Dispose, Cancellation),
            "dispose async" or "to the pool of contexts, async" => context.DisposeAsync().AsTask(),
            "close by hand" => connection.CloseAsync(),
            _ => connection.DisposeAsync().AsTask(),
        };
    }
}
