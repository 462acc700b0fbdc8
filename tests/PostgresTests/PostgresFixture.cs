using PostgresTests;
using Ringfence.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace PostgresTests;

/// <summary>The one server that the tests of this project share; each test takes a database of its own from it.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public PostgresServer Server => _server ?? throw new InvalidOperationException("The server is not started yet.");

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
