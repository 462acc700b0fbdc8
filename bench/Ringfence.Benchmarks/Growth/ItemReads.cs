using System.Data.Common;
using Npgsql;
using Ringfence.Npgsql;

namespace Ringfence.Benchmarks.Growth;

/// <summary>What is read of the items: through Ringfence, and as whoever bypasses policies and names the tenant.</summary>
internal static class ItemReads
{
    private const string Point = "select i.name from item as i where i.id = $1";
    private const string BarePoint = "select i.name from item as i where i.id = $1 and i.tenant_id = $2";
    private const string Count = "select count(*) from item as i";
    private const string BareCount = "select count(*) from item as i where i.tenant_id = $1";

    public static async Task PointAsync(TenantDataSource source, (TenantId Tenant, long Id) key)
    {
        using var scope = TenantScope.Enter(key.Tenant);
        await ScalarAsync(source, Point, Id(key.Id));
    }

    public static Task BarePointAsync(NpgsqlDataSource source, (TenantId Tenant, long Id) key) =>
        ScalarAsync(source, BarePoint, Id(key.Id), Tenant(key.Tenant));

    public static async Task CountAsync(TenantDataSource source, (TenantId Tenant, long Rows) of)
    {
        using var scope = TenantScope.Enter(of.Tenant);
        Check(await ScalarAsync(source, Count), of.Rows);
    }

    public static async Task BareCountAsync(NpgsqlDataSource source, (TenantId Tenant, long Rows) of) =>
        Check(await ScalarAsync(source, BareCount, Tenant(of.Tenant)), of.Rows);

    /// <summary>How the tenant's count, or a point select of its, is planned, its upper node before the lower.</summary>
    public static async Task<string> PlanAsync(TenantDataSource source, TenantId tenantId, bool counts)
    {
        using var scope = TenantScope.Enter(tenantId);
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"explain (analyze, timing off, format json) {(counts ? Count : "select i.name from item as i where i.id = 1")}";
        return Policy.Shape.Parse((string)(await command.ExecuteScalarAsync())!).Text;
    }

    private static async Task<object> ScalarAsync(DbDataSource source, string sql, params NpgsqlParameter[] parameters)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync()
            ?? throw new InvalidOperationException("A tenant did not see its own row.");
    }

    private static void Check(object count, long rows)
    {
        if ((long)count != rows)
        {
            throw new InvalidOperationException("A tenant did not see its rows, and those alone.");
        }
    }

    private static NpgsqlParameter<long> Id(long id) => new() { TypedValue = id };

    private static NpgsqlParameter<Guid> Tenant(TenantId tenantId) => new() { TypedValue = Guid.Parse(tenantId.Value) };
}
