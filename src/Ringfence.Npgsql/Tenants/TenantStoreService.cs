using Microsoft.Extensions.Hosting;

namespace Ringfence.Npgsql.Tenants;

/// <summary>Listens while the service runs; a database without a registry stops the service at its start.</summary>
internal sealed class TenantStoreService(DatabaseTenantStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => store.StopAsync();
}
