using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Ringfence.Npgsql.Hosting;
using Ringfence.Signing;

namespace Ringfence.Npgsql;

/// <summary>Adds the tenant-bound data source to a service.</summary>
public static class NpgsqlServices
{
    /// <summary>
    /// Adds a <see cref="TenantDataSource"/>, also as <see cref="DbDataSource"/>, as a singleton, and a check at start-up
    /// that stops the service where the role, the contract or the clocks are wrong.
    /// </summary>
    /// <param name="builder">What <c>AddRingfence</c> returned.</param>
    /// <param name="connectionString">Npgsql's connection string, of the application role.</param>
    /// <param name="configure">The binding and its secret; the options may come from a configuration section as well.</param>
    /// <param name="configureDriver">Configures the driver: type mapping, TLS.</param>
    public static RingfenceBuilder AddNpgsql(
        this RingfenceBuilder builder,
        string connectionString,
        Action<TenantDataSourceOptions>? configure = null,
        Action<NpgsqlDataSourceBuilder>? configureDriver = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(TenantDataSource)))
        {
            throw new InvalidOperationException(
                "AddNpgsql was called before: a second database would get the first one's options."
            );
        }

        var options = services.AddOptions<TenantDataSourceOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure<IOptions<RingfenceOptions>, IServiceProvider>(
            (source, shared, provider) =>
            {
                source.TenantIdType ??= shared.Value.TenantIdType;
                source.KeySource ??= provider.GetService<IKeySource>();
                source.MeterFactory ??= provider.GetService<IMeterFactory>();
            }
        );
        services.TryAddSingleton<ConfiguredKeySource>();
        services.TryAddSingleton(provider => Create(provider, connectionString, configureDriver));
        services.TryAddSingleton<DbDataSource>(provider => provider.GetRequiredService<TenantDataSource>());
        services.AddSingleton<IHostedService, StartupCheck>();
        return builder;
    }

    private static TenantDataSource Create(
        IServiceProvider provider,
        string connectionString,
        Action<NpgsqlDataSourceBuilder>? configureDriver
    )
    {
        var options = provider.GetRequiredService<IOptions<TenantDataSourceOptions>>().Value;
        TenantDataSourceOptionsValidator.ThrowIfInvalid(options);
        if (options.Binding == Binding.Signed)
        {
            options.KeySource ??= provider.GetRequiredService<ConfiguredKeySource>();
        }

        return TenantDataSource.Create(
            connectionString,
            options,
            configureDriver,
            provider.GetService<ILoggerFactory>()
        );
    }
}
