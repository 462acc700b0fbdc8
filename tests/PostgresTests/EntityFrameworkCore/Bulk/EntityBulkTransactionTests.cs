using System.Transactions;
using Microsoft.EntityFrameworkCore;
using PostgresTests.Limits;
using Ringfence;
using Ringfence.EntityFrameworkCore.Bulk;
using Ringfence.Npgsql.Bulk;

namespace PostgresTests.EntityFrameworkCore.Bulk;

public sealed class EntityBulkTransactionTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, true)]
    [InlineData(Binding.Signed, false)]
    [InlineData(Binding.Setting, false)]
    [InlineData(Binding.Password, true)]
    [InlineData(Binding.Password, false)]
    public async Task It_is_part_of_the_contexts_transaction(Binding binding, bool commits)
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server, binding);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);

        await using (var transaction = await context.Database.BeginTransactionAsync(Cancellation))
        {
            await context.BulkInsertAsync([StockDatabase.Item(1)], cancellationToken: Cancellation);
            await Assert.ThrowsAsync<BulkInsertException>(() =>
                context.BulkInsertAsync([StockDatabase.Item(2), StockDatabase.Item(1)], cancellationToken: Cancellation)
            );
            context.Add(StockDatabase.Item(3));
            await context.SaveChangesAsync(Cancellation);
            Assert.Equal(2, await context.Items.CountAsync(Cancellation));
            if (commits)
            {
                await transaction.CommitAsync(Cancellation);
            }
        }

        Assert.Equal(commits ? 2 : 0, await source.CountAsync<Item>(Shop.Red));
        Assert.Equal(0, await source.CountAsync<Item>(Shop.Blue));
        await context.BulkInsertAsync([StockDatabase.Item(9)], cancellationToken: Cancellation);
        Assert.Equal(commits ? 3 : 1, await source.CountAsync<Item>(Shop.Red));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_part_of_an_ambient_transaction(bool commits)
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        using var scope = TenantScope.Enter(Shop.Red);

        using (var ambient = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var context = source.OpenStock();
            await context.BulkInsertAsync([StockDatabase.Item(1)], cancellationToken: Cancellation);
            await context.BulkInsertAsync([StockDatabase.Item(2)], cancellationToken: Cancellation);
            if (commits)
            {
                ambient.Complete();
            }
        }

        Assert.Equal(commits ? 2 : 0, await source.CountAsync<Item>(Shop.Red));
        Assert.Equal(0, await source.CountAsync<Item>(Shop.Blue));
    }

    [Fact]
    public async Task It_is_part_of_a_transaction_that_was_enlisted_in_by_hand()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        using var scope = TenantScope.Enter(Shop.Red);
        using (var transaction = new CommittableTransaction())
        {
            await using var context = source.OpenStock();
            await context.Database.OpenConnectionAsync(Cancellation);
            context.Database.EnlistTransaction(transaction);
            await context.BulkInsertAsync([StockDatabase.Item(1)], cancellationToken: Cancellation);
            transaction.Rollback();
        }

        Assert.Equal(0, await source.CountAsync<Item>(Shop.Red));
    }

    [Fact]
    public async Task A_transaction_keeps_its_tenant()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var red = TenantScope.Enter(Shop.Red);
        await using (await context.Database.BeginTransactionAsync(Cancellation))
        {
            await context.BulkInsertAsync([StockDatabase.Item(1)], cancellationToken: Cancellation);
            using var inner = TenantScope.Enter(Shop.Blue);
            await Assert.ThrowsAsync<TenantChangedException>(() =>
                context.BulkInsertAsync([StockDatabase.Item(2)], cancellationToken: Cancellation)
            );
        }

        using var blue = TenantScope.Enter(Shop.Blue);
        await context.BulkInsertAsync([StockDatabase.Item(3)], cancellationToken: Cancellation);
        Assert.Equal(1, await source.CountAsync<Item>(Shop.Blue));
        Assert.Equal(0, await source.CountAsync<Item>(Shop.Red));
    }

    [Fact]
    public async Task What_cannot_be_read_to_its_end_leaves_no_row_and_an_open_connection_open()
    {
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(database);
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);
        await context.Database.OpenConnectionAsync(Cancellation);

        await Assert.ThrowsAsync<FormatException>(() =>
            context.BulkInsertAsync(Broken(), new() { BatchSize = 1 }, Cancellation)
        );

        Assert.Equal(0, await context.Items.CountAsync(Cancellation));
        await context.BulkInsertAsync([StockDatabase.Item(1)], cancellationToken: Cancellation);
        Assert.Equal(1, await context.Items.CountAsync(Cancellation));

        static IEnumerable<Item> Broken()
        {
            yield return StockDatabase.Item(1);
            yield return StockDatabase.Item(2);
            throw new FormatException();
        }
    }

    [Fact]
    public async Task What_it_takes_is_its_tenants_to_pay()
    {
        var time = new ManualTime();
        await using var database = await StockDatabase.CreateAsync(postgres.Server);
        await using var source = StockDatabase.SourceOf(
            database,
            options =>
            {
                options.TimeProvider = time;
                options.Limits = new() { Default = new() { StatementTime = TimeSpan.FromSeconds(2) } };
            }
        );
        await using var context = source.OpenStock();
        using var scope = TenantScope.Enter(Shop.Red);
        await context.BulkInsertAsync([StockDatabase.Item(1), StockDatabase.Item(2)], cancellationToken: Cancellation);
        await using (await ReadAsync())
        {
            time.Pass(TimeSpan.FromSeconds(3));
        }

        await Assert.ThrowsAsync<TenantLimitedException>(() =>
            context.BulkInsertAsync([StockDatabase.Item(3)], cancellationToken: Cancellation)
        );
        using var blue = TenantScope.Enter(Shop.Blue);
        Assert.Equal(1, await context.BulkInsertAsync([StockDatabase.Item(1)], cancellationToken: Cancellation));

        async Task<IAsyncEnumerator<Item>> ReadAsync()
        {
            var items = context.Items.AsAsyncEnumerable().GetAsyncEnumerator(Cancellation);
            Assert.True(await items.MoveNextAsync());
            return items;
        }
    }
}
