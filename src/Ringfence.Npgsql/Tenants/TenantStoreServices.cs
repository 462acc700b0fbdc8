using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Ringfence.Tenants;

namespace Ringfence.Npgsql.Tenants;

/// <summary>Adds the database's tenant registry to a service.</summary>
public static class TenantStoreServices
{
    /// <summary>
    /// Adds a <see cref="DatabaseTenantStore"/> as the <see cref="ITenantStore"/>, and what listens to changes while the
    /// service runs. A service whose database has no registry does not start.
    /// </summary>
    /// <param name="builder">What <c>AddRingfence</c> returned.</param>
    /// <param name="connectionString">
    /// Npgsql's connection string: of the application role, or of the admin role in a process that lists the tenants.
    /// </param>
    /// <param name="configure">How answers are kept.</param>
    /// <param name="configureDriver">Configures the driver: TLS, passwords.</param>
    public static RingfenceBuilder AddTenantStore(
        this RingfenceBuilder builder,
        string connectionString,
        Action<TenantStoreOptions>? configure = null,
        Action<NpgsqlDataSourceBuilder>? configureDriver = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(DatabaseTenantStore)))
        {
            throw new InvalidOperationException(
                "AddTenantStore was called before: a service has one registry of its tenants."
            );
        }

        var options = services.AddOptions<TenantStoreOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure<IOptions<RingfenceOptions>>(
            (store, shared) => store.TenantIdType ??= shared.Value.TenantIdType
        );
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<TenantStoreOptions>, TenantStoreOptionsValidator>()
        );
        services.TryAddSingleton(provider =>
            DatabaseTenantStore.Create(
                connectionString,
                provider.GetRequiredService<IOptions<TenantStoreOptions>>().Value,
                configureDriver,
                provider.GetService<ILoggerFactory>()
            )
        );
        services.TryAddSingleton<ITenantStore>(provider => provider.GetRequiredService<DatabaseTenantStore>());
        services.AddSingleton<IHostedService, TenantStoreService>();
        return builder;
    }
}
