using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Limits;
using Ringfence.Testing.Databases;

namespace PostgresTests.Limits;

/// <summary>Data sources with limits, and what is counted against them.</summary>
internal static class LimitedSource
{
    public static TenantDataSource Limited(
        this TestDatabase database,
        TenantLimits limits,
        Action<TenantDataSourceOptions>? configure = null,
        Action<NpgsqlConnectionStringBuilder>? connect = null
    ) =>
        database.CreateSource(
            options =>
            {
                options.Limits = new() { Default = limits };
                configure?.Invoke(options);
            },
            connect
        );

    /// <summary>The connections that count as some tenant's now.</summary>
    public static int Held(this TenantDataSource source) => source.Limiter!.Held;

    public static int Waiting(this TenantDataSource source) => source.Limiter!.Waiting;

    /// <summary>Opened with the tenant in scope, which it is no longer when this returns.</summary>
    public static Task<TenantConnection> RentAsync(this TenantDataSource source, TenantId tenant) =>
        source.RentUntilAsync(tenant, TestContext.Current.CancellationToken);

    public static async Task<TenantConnection> RentUntilAsync(
        this TenantDataSource source,
        TenantId tenant,
        CancellationToken cancellationToken
    )
    {
        using var scope = TenantScope.Enter(tenant);
        return await source.OpenConnectionAsync(cancellationToken);
    }

    public static Task<TenantLimitedException> RefusedAsync(this TenantDataSource source, TenantId tenant) =>
        Assert.ThrowsAsync<TenantLimitedException>(() => source.RentAsync(tenant));
}
