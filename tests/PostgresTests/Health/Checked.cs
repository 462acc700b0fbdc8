using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Health;

namespace PostgresTests.Health;

/// <summary>Asks for the health of a data source, each time anew.</summary>
internal static class Checked
{
    public static async Task<HealthCheckResult> HealthAsync(
        this TenantDataSource source,
        TenantHealthOptions? options = null
    )
    {
        using var check = new TenantHealthCheck(source, options ?? new());
        return await check.AskAsync();
    }

    public static Task<HealthCheckResult> AskAsync(this TenantHealthCheck check) =>
        check.CheckHealthAsync(
            new() { Registration = new("ringfence", check, HealthStatus.Unhealthy, tags: null) },
            TestContext.Current.CancellationToken
        );
}
