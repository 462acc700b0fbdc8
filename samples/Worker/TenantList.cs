using System.Collections.Frozen;
using Npgsql;
using Ringfence;
using Ringfence.Tenants;

namespace Worker;

/// <summary>
/// The tenants of the service, in memory, read every half minute from a shared table: by a plain connection of the
/// application role, since no tenant is in scope.
/// </summary>
internal sealed class TenantList(string connectionString) : BackgroundService, ITenantStore
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);
    private volatile FrozenDictionary<TenantId, TenantState> _tenants = FrozenDictionary<TenantId, TenantState>.Empty;

    public ValueTask<TenantState?> FindStateAsync(TenantId tenantId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<TenantState?>(_tenants.TryGetValue(tenantId, out var state) ? state : null);

    public IAsyncEnumerable<TenantId> ListActiveAsync(CancellationToken cancellationToken) =>
        _tenants
            .Where(tenant => tenant.Value == TenantState.Active)
            .Select(tenant => tenant.Key)
            .OrderBy(tenant => tenant.Value, StringComparer.Ordinal)
            .ToAsyncEnumerable();

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

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("select t.id, t.is_active from tenants as t");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tenants = new Dictionary<TenantId, TenantState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var state = (bool)reader["is_active"] ? TenantState.Active : TenantState.Suspended;
            tenants.Add(TenantId.From((Guid)reader["id"]), state);
        }

        _tenants = tenants.ToFrozenDictionary();
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
}
