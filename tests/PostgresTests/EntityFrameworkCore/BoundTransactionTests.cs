using Microsoft.EntityFrameworkCore;
using Npgsql;
using Ringfence;

namespace PostgresTests.EntityFrameworkCore;

/// <summary>What a transaction bound by password is not believed after a rollback, whoever began it and rolled it back.</summary>
public sealed class BoundTransactionTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "rollback")]
    [InlineData(false, "rollback")]
    [InlineData(true, "dispose")]
    [InlineData(false, "dispose")]
    [InlineData(true, "text")]
    public async Task What_is_written_after_a_rollback_is_not_whose_connection_it_was_before(bool uses, string how)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        Assert.Equal(1, await CountAsync(context, Shop.Blue));
        var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Cancellation);
        using (TenantScope.Enter(Shop.Red))
        {
            await context.Database.UseTransactionAsync(uses ? transaction : null, Cancellation);
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
            await (
                how switch
                {
                    "rollback" => transaction.RollbackAsync(Cancellation),
                    "dispose" => transaction.DisposeAsync().AsTask(),
                    _ => context.Database.ExecuteSqlRawAsync("rollback", Cancellation),
                }
            );
            await context.Database.UseTransactionAsync(null, Cancellation);

            await context.Database.ExecuteSqlRawAsync("insert into customer (name) values ('Edsger')", Cancellation);
        }

        Assert.Equal(3, await CountAsync(context, Shop.Red));
        Assert.Equal(1, await CountAsync(context, Shop.Blue));
    }

    [Fact]
    public async Task What_is_written_after_a_rollback_to_a_savepoint_is_not_whose_connection_it_was_before()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        Assert.Equal(1, await CountAsync(context, Shop.Blue));
        await using (var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Cancellation))
        {
            await transaction.SaveAsync("before", Cancellation);
            using var scope = TenantScope.Enter(Shop.Red);
            await context.Database.UseTransactionAsync(transaction, Cancellation);
            Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
            await transaction.RollbackAsync("before", Cancellation);

            await context.Database.ExecuteSqlRawAsync("insert into customer (name) values ('Edsger')", Cancellation);
            await transaction.CommitAsync(Cancellation);
            await context.Database.UseTransactionAsync(null, Cancellation);
        }

        Assert.Equal(3, await CountAsync(context, Shop.Red));
        Assert.Equal(1, await CountAsync(context, Shop.Blue));
    }

    [Fact]
    public async Task After_a_save_that_failed_in_a_transaction_the_rows_are_still_there()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        await using var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Cancellation);
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.UseTransactionAsync(transaction, Cancellation);
        context.Add(new Customer { Id = 1, Name = "Edsger" });
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancellation));

        Assert.Equal(2, await context.Customers.CountAsync(Cancellation));
    }

    [Fact]
    public async Task In_a_transaction_that_has_failed_the_servers_answer_stays_what_it_is()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Password);
        await using var context = database.Source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        await using var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Cancellation);
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.UseTransactionAsync(transaction, Cancellation);
        await Assert.ThrowsAsync<PostgresException>(() =>
            context.Database.ExecuteSqlRawAsync("select 1 / 0", Cancellation)
        );

        var error = Assert.Throws<PostgresException>(() => context.Database.ExecuteSqlRaw("select 1"));

        Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, error.SqlState);
    }

    private static async Task<int> CountAsync(ShopContext context, TenantId tenant)
    {
        using var scope = TenantScope.Enter(tenant);
        return await context.Customers.CountAsync(Cancellation);
    }
}
