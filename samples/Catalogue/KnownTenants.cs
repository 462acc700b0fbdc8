using System.Collections.Frozen;
using Npgsql;
using Ringfence;

namespace Catalogue;

/// <summary>
/// The tenants that the service knows, in memory, since every request asks. They stand in a shared table, which is read
/// with no tenant in scope: by a plain connection of the application role, for which tenant tables are empty.
/// </summary>
internal sealed class KnownTenants(string connectionString) : BackgroundService
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);
    private volatile FrozenSet<TenantId> _tenants = [];

    public static ValueTask<bool> IsKnownAsync(HttpContext context, TenantId tenantId, CancellationToken _) =>
        ValueTask.FromResult(context.RequestServices.GetRequiredService<KnownTenants>()._tenants.Contains(tenantId));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _source.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Age);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (NpgsqlException)
            {
                // The database is away: the last answer stands until it is back.
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("select t.id from tenants as t");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tenants = new List<TenantId>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tenants.Add(TenantId.From((Guid)reader["id"]));
        }

        _tenants = tenants.ToFrozenSet();
    }
}
