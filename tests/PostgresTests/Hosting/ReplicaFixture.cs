using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

namespace PostgresTests.Hosting;

/// <summary>A primary and a replica, for the tests that end neither.</summary>
public sealed class ReplicaFixture : IAsyncLifetime
{
    private PostgresServer? _primary;
    private PostgresServer? _replica;

    public PostgresServer Primary => _primary ?? throw new InvalidOperationException("It is not started yet.");

    public PostgresServer Replica => _replica ?? throw new InvalidOperationException("It is not started yet.");

    public async ValueTask InitializeAsync()
    {
        _primary = await PostgresServer.StartAsync();
        _replica = await _primary.StartReplicaAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_replica is not null)
        {
            await _replica.DisposeAsync();
        }

        if (_primary is not null)
        {
            await _primary.DisposeAsync();
        }
    }

    /// <summary>The invoices, on both servers.</summary>
    internal async Task<TestDatabase> CreateInvoicesAsync(Binding binding)
    {
        var database = await DataSource.Invoices.CreateAsync(Primary, binding);
        await Replica.CatchUpAsync(Primary, TestContext.Current.CancellationToken);
        return database;
    }

    /// <summary>Names both servers, the primary first, in the connection string.</summary>
    public void BothHosts(NpgsqlConnectionStringBuilder connection)
    {
        connection.Host = $"{Primary.Host}:{Primary.Port},{Replica.Host}:{Replica.Port}";
        connection.HostRecheckSeconds = 0;
    }

    /// <summary>A data source of the application role over both.</summary>
    internal TenantDataSource CreateSource(TestDatabase database, Action<TenantDataSourceOptions>? configure = null) =>
        database.CreateSource(configure, BothHosts);
}
