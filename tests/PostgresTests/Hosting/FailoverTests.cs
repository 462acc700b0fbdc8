using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing;

namespace PostgresTests.Hosting;

/// <summary>The primary ends and its replica takes over, under a running data source.</summary>
public sealed class FailoverTests
{
    private const int MostAttempts = 200;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task Statements_go_on_bound_once_the_replica_is_promoted(Binding binding)
    {
        await using var primary = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await using var replica = await primary.StartReplicaAsync(cancellationToken: Cancellation);
        var database = await Invoices.CreateAsync(primary, binding);
        await using var source = database.CreateSource(connect: to =>
        {
            to.Host = $"{primary.Host}:{primary.Port},{replica.Host}:{replica.Port}";
            to.TargetSessionAttributes = "primary";
            to.HostRecheckSeconds = 0;
        });
        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        await using var held = await source.RentAsync();
        await replica.CatchUpAsync(primary, Cancellation);

        await primary.DisposeAsync();
        await replica.PromoteAsync(Cancellation);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => held.SumAsync(Invoices.Red));
        Assert.Equal(Invoices.RedSum, await OnceItAnswersAsync(source, Invoices.Red));
        Assert.Equal(Invoices.BlueSum, await OnceItAnswersAsync(source, Invoices.Blue));
        await WriteAsync(source, Invoices.Red);
        Assert.Equal(Invoices.RedSum + 100, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
        Assert.Equal(Invoices.BlueSum, await source.ReadAsync<long>(Invoices.Blue, Invoices.Sum));
    }

    [Fact]
    public async Task A_connection_to_the_standby_outlives_its_promotion_and_stays_bound()
    {
        await using var primary = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await using var replica = await primary.StartReplicaAsync(cancellationToken: Cancellation);
        var database = await Invoices.CreateAsync(primary, Binding.Signed);
        await replica.CatchUpAsync(primary, Cancellation);
        await using var source = database.CreateSource(connect: to => to.Port = replica.Port);
        await using var connection = await source.RentAsync();
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));

        await replica.PromoteAsync(Cancellation);

        using var scope = TenantScope.Enter(Invoices.Blue);
        Assert.Equal(Invoices.BlueSum, await connection.ReadAsync<long>(Invoices.Sum));
        await connection.RunAsync("insert into invoice (total) values (100)");
        Assert.Equal(Invoices.BlueSum + 100, await connection.ReadAsync<long>(Invoices.Sum));
    }

    /// <summary>What a service's own retry does: connections that were open when the primary ended fail once each.</summary>
    private static async Task<long> OnceItAnswersAsync(TenantDataSource source, TenantId tenant)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await source.ReadAsync<long>(tenant, Invoices.Sum);
            }
            catch (NpgsqlException) when (attempt < MostAttempts)
            {
                Cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task WriteAsync(TenantDataSource source, TenantId tenant)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var connection = await source.RentAsync();
        await connection.RunAsync("insert into invoice (total) values (100)");
    }
}
