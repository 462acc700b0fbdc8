using System.Data.Common;
using System.Transactions;
using PostgresTests.Proxy;
using Ringfence;

namespace PostgresTests.DataSource;

public sealed class ScopeTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task Without_a_scope_nothing_is_sent(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(connect: to => to.Port = proxy.Port);
        await using var connection = await source.RentAsync();
        await using var command = connection.Command(Invoices.Sum);
        await using var batch = connection.Batch(Invoices.Sum);
        var before = proxy.Bytes;

        await Assert.ThrowsAsync<TenantMissingException>(() => command.ExecuteScalarAsync(Cancellation));
        await Assert.ThrowsAsync<TenantMissingException>(() => command.ExecuteReaderAsync(Cancellation));
        await Assert.ThrowsAsync<TenantMissingException>(() => command.PrepareAsync(Cancellation));
        await Assert.ThrowsAsync<TenantMissingException>(() => batch.ExecuteNonQueryAsync(Cancellation));
        await Assert.ThrowsAsync<TenantMissingException>(() => connection.RunAsync("begin"));
        await Assert.ThrowsAsync<TenantMissingException>(() => connection.BeginTransactionAsync(Cancellation).AsTask());
        Assert.Throws<TenantMissingException>(() => command.ExecuteNonQuery());
        Assert.Throws<TenantMissingException>(connection.BeginTransaction);

        Assert.Equal(before, proxy.Bytes);
    }

    [Theory]
    [InlineData(Binding.Signed, "object")]
    [InlineData(Binding.Signed, "text")]
    [InlineData(Binding.Signed, "batch")]
    [InlineData(Binding.Setting, "object")]
    [InlineData(Binding.Setting, "text")]
    [InlineData(Binding.Setting, "batch")]
    [InlineData(Binding.Password, "object")]
    [InlineData(Binding.Password, "text")]
    [InlineData(Binding.Password, "batch")]
    public async Task A_transaction_keeps_the_tenant_that_it_began_with(Binding binding, string how)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(connect: to => to.Port = proxy.Port);
        await using var connection = await source.RentAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            await BeginAsync(connection, how);
            await connection.RunAsync("update invoice set total = total + 1");
        }

        var before = proxy.Bytes;
        await Assert.ThrowsAsync<TenantMissingException>(() => connection.ReadAsync<long>(Invoices.Sum));
        var change = await Assert.ThrowsAsync<TenantChangedException>(() => connection.SumAsync(Invoices.Blue));
        Assert.Equal(before, proxy.Bytes);

        Assert.Equal((Invoices.Red, Invoices.Blue), (change.Began, change.Now));
        Assert.Equal(Invoices.RedSum + 3, await connection.SumAsync(Invoices.Red));
        await connection.RunAsync("commit");
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_transaction_scope_keeps_the_tenant_of_its_first_statement(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(connect: to => to.Port = proxy.Port);
        using (var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var connection = await source.RentAsync();
            Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
            var before = proxy.Bytes;

            await Assert.ThrowsAsync<TenantChangedException>(() => connection.SumAsync(Invoices.Blue));

            Assert.Equal(before, proxy.Bytes);
            Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
            transaction.Complete();
        }

        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public async Task A_clone_of_a_transaction_has_its_tenant(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        using var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));

        using var clone = Transaction.Current!.DependentClone(DependentCloneOption.RollbackIfNotComplete);
        using var inner = new TransactionScope(clone, TransactionScopeAsyncFlowOption.Enabled);

        await Assert.ThrowsAsync<TenantChangedException>(() =>
            database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum)
        );
        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_connection_keeps_the_tenant_of_its_transaction_where_that_is_suppressed(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        using var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        await using var connection = await database.Source.RentAsync();
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));

        using var suppressed = new TransactionScope(
            TransactionScopeOption.Suppress,
            TransactionScopeAsyncFlowOption.Enabled
        );

        await Assert.ThrowsAsync<TenantChangedException>(() => connection.SumAsync(Invoices.Blue));
        Assert.Equal(Invoices.BlueSum, await database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Work_that_outlives_the_scope_it_captured_is_refused(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        var scopeEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<long> background;
        using (TenantScope.Enter(Invoices.Red))
        {
            background = Task.Run(
                async () =>
                {
                    await using var connection = await database.Source.RentAsync();
                    Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
                    await scopeEnded.Task;
                    return await connection.ReadAsync<long>(Invoices.Sum);
                },
                Cancellation
            );
        }

        using (TenantScope.Enter(Invoices.Blue))
        {
            scopeEnded.SetResult();
            await Assert.ThrowsAsync<TenantMissingException>(() => background);
        }
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_tenant_id_of_another_type_is_refused(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);

        await Assert.ThrowsAsync<TenantIdInvalidException>(() =>
            database.Source.ReadAsync<long>(TenantId.From(7), Invoices.Sum)
        );
    }

    private static async Task BeginAsync(DbConnection connection, string how)
    {
        switch (how)
        {
            case "object":
                await connection.BeginTransactionAsync(Cancellation);
                break;
            case "text":
                await connection.RunAsync("/* at last */ start transaction");
                break;
            default:
                await using (var batch = connection.Batch("begin", "select 1"))
                {
                    await batch.ExecuteNonQueryAsync(Cancellation);
                }

                break;
        }
    }
}
