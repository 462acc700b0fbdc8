using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
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
    /// <param name="configureDriver">Configures the driver: type mapping, TLS, passwords that change.</param>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public static RingfenceBuilder AddNpgsql(
        this RingfenceBuilder builder,
        string connectionString,
        Action<TenantDataSourceOptions>? configure = null,
        Action<NpgsqlDataSourceBuilder>? configureDriver = null
    ) => builder.Add(null, connectionString, configure, configureDriver);

    /// <summary>
    /// Like <see cref="AddNpgsql"/>, for one database of several: a keyed singleton with options, secrets, pools and a
    /// check at start-up of its own. It shares nothing with the other databases but the tenant in scope.
    /// </summary>
    /// <param name="builder">What <c>AddRingfence</c> returned.</param>
    /// <param name="serviceKey">
    /// The key of the services, and the name of the options: <c>Configure&lt;TenantDataSourceOptions&gt;(serviceKey, …)</c>.
    /// </param>
    /// <param name="connectionString">Npgsql's connection string, of the application role.</param>
    /// <param name="configure">The binding and its secret, and the type of tenant id where it is another.</param>
    /// <param name="configureDriver">Configures the driver: type mapping, TLS, passwords that change.</param>
    /// <exception cref="InvalidOperationException">It was called before with this key.</exception>
    public static RingfenceBuilder AddKeyedNpgsql(
        this RingfenceBuilder builder,
        string serviceKey,
        string connectionString,
        Action<TenantDataSourceOptions>? configure = null,
        Action<NpgsqlDataSourceBuilder>? configureDriver = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(serviceKey); // The empty name is that of the options of AddNpgsql.
        return builder.Add(serviceKey, connectionString, configure, configureDriver);
    }

    /// <summary>
    /// Takes the options of a data source from a section of the configuration, also after that was reloaded. By generated
    /// code, so that it serves a native program; <c>Configure&lt;TenantDataSourceOptions&gt;(section)</c> does the same
    /// where types may be looked at.
    /// </summary>
    /// <param name="builder">What <c>AddRingfence</c> returned.</param>
    /// <param name="section">Has the options as keys: <c>SigningKey</c>, <c>Limits:Default:MaxConnections</c>.</param>
    /// <param name="serviceKey">The key given to <see cref="AddKeyedNpgsql"/>; null for that of <see cref="AddNpgsql"/>.</param>
    public static RingfenceBuilder ConfigureNpgsql(
        this RingfenceBuilder builder,
        IConfiguration section,
        string? serviceKey = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        var name = serviceKey ?? Options.DefaultName;
        builder.Services.Configure<TenantDataSourceOptions>(name, section);
        builder.Services.Configure<TenantDataSourceOptions>(name, options => ConfiguredLimits.Apply(section, options));
        return builder;
    }

    private static RingfenceBuilder Add(
        this RingfenceBuilder builder,
        string? serviceKey,
        string connectionString,
        Action<TenantDataSourceOptions>? configure,
        Action<NpgsqlDataSourceBuilder>? configureDriver
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(TenantDataSource) && Is(service, serviceKey)))
        {
            throw new InvalidOperationException(
                serviceKey is null
                    ? "AddNpgsql was called before. Add a second database with AddKeyedNpgsql, under a key of its own."
                    : $"AddKeyedNpgsql was called before with the key '{serviceKey}'. Give each database its own."
            );
        }

        var options = services.AddOptions<TenantDataSourceOptions>(serviceKey ?? Options.DefaultName);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure<IOptions<RingfenceOptions>, IServiceProvider>(
            (source, shared, provider) =>
            {
                source.TenantIdType ??= shared.Value.TenantIdType;
                source.KeySource ??= provider.GetKeyedService<IKeySource>(serviceKey);
                source.MeterFactory ??= provider.GetService<IMeterFactory>();
            }
        );
        services.TryAddSingleton<IOptionsFactory<TenantDataSourceOptions>, LastGoodOptions>();
        services.TryAddKeyedSingleton(
            serviceKey,
            (provider, _) => Create(provider, serviceKey, connectionString, configureDriver)
        );
        services.TryAddKeyedSingleton<DbDataSource>(
            serviceKey,
            (provider, _) => provider.GetRequiredKeyedService<TenantDataSource>(serviceKey)
        );
        services.AddSingleton<IHostedService>(provider => new StartupCheck(
            provider.GetRequiredKeyedService<TenantDataSource>(serviceKey)
        ));
        return builder;
    }

    private static bool Is(ServiceDescriptor service, string? serviceKey) => Equals(service.ServiceKey, serviceKey);

    private static TenantDataSource Create(
        IServiceProvider provider,
        string? serviceKey,
        string connectionString,
        Action<NpgsqlDataSourceBuilder>? configureDriver
    )
    {
        var monitor = provider.GetRequiredService<IOptionsMonitor<TenantDataSourceOptions>>();
        var name = serviceKey ?? Options.DefaultName;
        var source = TenantDataSource.Create(
            connectionString,
            monitor.Get(name),
            configureDriver,
            provider.GetService<ILoggerFactory>()
        );
        source.Follow(monitor, name);
        return source;
    }
}
