using System.Transactions;
using Microsoft.EntityFrameworkCore;
using PostgresTests.DataSource;
using Ringfence;

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

        var connection = context.Database.GetDbConnection();
        await (
            how switch
            {
                "close" => Task.Run(context.Database.CloseConnection, Cancellation),
                "close async" => context.Database.CloseConnectionAsync(),
                "dispose" => Task.Run(context.Dispose, Cancellation),
                "dispose async" => context.DisposeAsync().AsTask(),
                "close by hand" => connection.CloseAsync(),
                _ => connection.DisposeAsync().AsTask(),
            }
        );

        await using var next = await database.Source.Inner.OpenConnectionAsync(Cancellation);
        Assert.Equal(0, await next.ReadAsync<long>("select count(*) from customer"));
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
}
