using System.Transactions;
using Dapper;
using Ringfence;

namespace PostgresTests.DataSource;

public sealed class DapperTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Lists_are_parameters(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        var list = new { totals = new[] { 1, 3, 10 } };

        var any = await connection.QueryAsync<int>(
            "select i.total from invoice as i where i.total = any(@totals) order by 1",
            list
        );

        Assert.Equal([1, 3], any);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Rows_become_objects_and_dynamics(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Blue);

        var pairs = await connection.QueryAsync<Invoice, Invoice, (long, int)>(
            "select a.id, a.total, b.id, b.total from invoice as a join invoice as b on a.id < b.id",
            (a, b) => (a.Id, b.Total)
        );
        var one = await connection.QuerySingleAsync("select i.total from invoice as i where i.total = 10");

        Assert.Equal(20, Assert.Single(pairs).Item2);
        Assert.Equal(10, (int)one.total);
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task Several_results_of_one_query_are_bound(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);

        await using var results = await connection.QueryMultipleAsync(
            "select count(*) from invoice where total >= @least; select sum(total) from invoice where total >= @least",
            new { least = 2 }
        );

        Assert.Equal(2, await results.ReadSingleAsync<long>());
        Assert.Equal(5, await results.ReadSingleAsync<long>());
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_transaction_is_handed_on(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            var changed = await connection.ExecuteAsync(
                "insert into invoice (total) values (@total)",
                new[] { new { total = 4 }, new { total = 5 } },
                transaction
            );

            Assert.Equal(2, changed);
            Assert.Equal(15, await connection.ExecuteScalarAsync<long>(Invoices.Sum, transaction: transaction));
        }

        Assert.Equal(Invoices.RedSum, await connection.ExecuteScalarAsync<long>(Invoices.Sum));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_connection_that_Dapper_opens_takes_part_in_the_transaction_scope(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        using var scope = TenantScope.Enter(Invoices.Red);
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var connection = database.Source.CreateConnection();
            await connection.ExecuteAsync("update invoice set total = total + 1");
            Assert.Equal(Invoices.RedSum + 3, await connection.ExecuteScalarAsync<long>(Invoices.Sum));
        }

        Assert.Equal(Invoices.RedSum, await database.Source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum, await database.Source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    private sealed record Invoice(long Id, int Total);
}
