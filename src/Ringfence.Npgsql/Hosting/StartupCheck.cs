using Microsoft.Extensions.Hosting;

namespace Ringfence.Npgsql.Hosting;

/// <summary>Opens one connection before the service takes requests: what is wrong with it stops the service then.</summary>
internal sealed class StartupCheck(TenantDataSource source) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
