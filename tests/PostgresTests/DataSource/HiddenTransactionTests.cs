using System.Data;
using Ringfence;

namespace PostgresTests.DataSource;

/// <summary>Texts that look as if they ended or began a transaction, and do not, or the other way round.</summary>
public sealed class HiddenTransactionTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_commit_that_is_only_described_ends_nothing(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            await connection.RunAsync("begin");
            await using var command = connection.Command("commit");
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, Cancellation);
        }

        await Assert.ThrowsAsync<TenantChangedException>(() => connection.SumAsync(Invoices.Blue));
    }

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    [InlineData(Binding.Password)]
    public async Task A_statement_that_is_prepared_under_the_name_of_transaction_ends_none(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var connection = await database.Source.RentAsync();
        using (TenantScope.Enter(Invoices.Red))
        {
            await connection.RunAsync("begin");
            await connection.RunAsync("prepare transaction as select 1");
        }

        await Assert.ThrowsAsync<TenantChangedException>(() => connection.SumAsync(Invoices.Blue));
    }

    [Fact]
    public async Task A_connection_with_a_transaction_that_nobody_saw_begin_goes_back_unbound()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Password);
        await using (var connection = await database.Source.RentAsync())
        {
            using var scope = TenantScope.Enter(Invoices.Red);
            await connection.ReadAsync<long>(Invoices.Sum);
            await connection.Inner.RunAsync("begin");
        }

        Assert.Equal(0, await database.Superuser.ReadAsync<long>("select count(*) from ringfence.session"));
    }
}
