using Ringfence.Testing;
using Ringfence.Testing.Databases;
using WebTests.Database;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace WebTests.Database;

/// <summary>The server that the tests with a database share.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public PostgresServer Server => _server ?? throw new InvalidOperationException("The server is not started yet.");

    public async ValueTask InitializeAsync() =>
        _server = await PostgresServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>A database of the test's own.</summary>
    public Task<TestDatabase> CreateDatabaseAsync(TestDatabaseOptions options) =>
        TestDatabase.CreateAsync(Server, options, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
