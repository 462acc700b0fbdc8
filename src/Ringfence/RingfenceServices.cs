using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ringfence.Jobs;

namespace Ringfence;

/// <summary>Adds Ringfence to a service.</summary>
public static class RingfenceServices
{
    /// <summary>Adds what all packages share.</summary>
    /// <param name="services">The service's collection.</param>
    /// <param name="configure">Says what the database is like; null for uuid tenant ids.</param>
    public static RingfenceBuilder AddRingfence(
        this IServiceCollection services,
        Action<RingfenceOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<RingfenceOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton<ITenantRunner>(TenantRunner.Create);
        return new(services);
    }
}
