using System.Data.Common;
using Dapper;
using Npgsql;
using PostgresTests.Proxy;
using Ringfence;

namespace PostgresTests.DataSource;

public sealed class FlightTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public Task A_command_takes_one_flight(Binding binding) =>
        SameAsBareAsync(binding, 1, connection => connection.ReadAsync<long>(Invoices.Sum));

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public Task A_text_of_several_statements_takes_one_flight(Binding binding) =>
        SameAsBareAsync(
            binding,
            1,
            connection => connection.RunAsync("update invoice set total = total; delete from invoice where total = 3")
        );

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public Task A_batch_takes_one_flight(Binding binding) =>
        SameAsBareAsync(
            binding,
            1,
            async connection =>
            {
                await using var batch = connection.Batch(Invoices.Sum, "update invoice set total = 1", Invoices.Sum);
                await batch.ExecuteNonQueryAsync(Cancellation);
            }
        );

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public Task A_prepared_command_takes_one_flight_to_prepare_and_one_to_run(Binding binding) =>
        SameAsBareAsync(
            binding,
            3,
            async connection =>
            {
                await using var command = connection.Command(Invoices.Sum);
                await command.PrepareAsync(Cancellation);
                await command.ExecuteScalarAsync(Cancellation);
                await command.ExecuteScalarAsync(Cancellation);
            },
            prepares: true
        );

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public Task A_transaction_of_two_commands_takes_three_flights(Binding binding) =>
        SameAsBareAsync(
            binding,
            3,
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(Cancellation);
                await connection.RunAsync("update invoice set total = total + 1");
                await connection.ReadAsync<long>(Invoices.Sum);
                await transaction.CommitAsync(Cancellation);
            }
        );

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Setting)]
    public Task A_query_of_Dapper_takes_one_flight(Binding binding) =>
        SameAsBareAsync(
            binding,
            1,
            connection =>
                connection.QueryAsync<int>("select i.total from invoice as i where i.total > @least", new { least = 1 })
        );

    [Fact]
    public async Task A_password_is_checked_once_a_rent_and_taken_back_once()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Password);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(connect: to => to.Port = proxy.Port);
        await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);
        using var scope = TenantScope.Enter(Invoices.Red);

        var flights = await proxy.CountAsync(async () =>
        {
            await using var connection = await source.RentAsync();
            await connection.ReadAsync<long>(Invoices.Sum);
            await connection.ReadAsync<long>(Invoices.Sum);
        });

        Assert.Equal(4, flights);
    }

    /// <summary>Rents, works and gives back, on both; the pool is warm, so that the driver's own reset is counted too.</summary>
    private async Task SameAsBareAsync(
        Binding binding,
        int expected,
        Func<DbConnection, Task> work,
        bool prepares = false
    )
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(
            options => options.UnsafeKeepPreparedStatements = prepares,
            to => to.Port = proxy.Port
        );
        await using var bare = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString) { Port = proxy.Port }
        );
        using var scope = TenantScope.Enter(Invoices.Red);
        await source.ReadAsync<long>(Invoices.Red, Invoices.Sum);
        await bare.ReadAsync<int>("select 1");

        var ours = await proxy.CountAsync(async () =>
        {
            await using var connection = await source.RentAsync();
            await work(connection);
        });
        var theirs = await proxy.CountAsync(async () =>
        {
            await using var connection = await bare.OpenConnectionAsync(Cancellation);
            await work(connection);
        });

        Assert.Equal((expected, expected), (ours, theirs));
    }
}
