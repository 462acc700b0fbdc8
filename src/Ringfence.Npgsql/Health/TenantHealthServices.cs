using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Ringfence.Npgsql.Health;

/// <summary>Adds the health check of a tenant-bound data source.</summary>
public static class TenantHealthServices
{
    /// <summary>
    /// Adds a check that the role is bound by policies, the contract is the service's, every tenant table holds and the key
    /// is young.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returned.</param>
    /// <param name="name">The check's name, unique in the service.</param>
    /// <param name="configure">What the check bears.</param>
    /// <param name="source">Which data source; null for the only one.</param>
    /// <param name="tags">The check's tags, to choose by which probe it is asked.</param>
    public static IHealthChecksBuilder AddRingfence(
        this IHealthChecksBuilder builder,
        string name = "ringfence",
        Action<TenantHealthOptions>? configure = null,
        Func<IServiceProvider, TenantDataSource>? source = null,
        IEnumerable<string>? tags = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        var options = builder.Services.AddOptions<TenantHealthOptions>(name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.AddKeyedSingleton(
            name,
            (provider, _) =>
                new TenantHealthCheck(
                    source?.Invoke(provider) ?? provider.GetRequiredService<TenantDataSource>(),
                    provider.GetRequiredService<IOptionsMonitor<TenantHealthOptions>>().Get(name)
                )
        );
        return builder.Add(
            new(
                name,
                provider => provider.GetRequiredKeyedService<TenantHealthCheck>(name),
                HealthStatus.Unhealthy,
                tags
            )
        );
    }
}
