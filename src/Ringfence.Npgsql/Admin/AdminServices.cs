using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Ringfence.Npgsql.Admin;

/// <summary>Adds the way across tenants to a service that needs it: a support tool, a job; not one that answers tenants.</summary>
public static class AdminServices
{
    /// <summary>
    /// Adds an <see cref="AdminDataSource"/> as a singleton. Nothing is opened at start-up, since an open needs a reason.
    /// </summary>
    /// <param name="builder">What <c>AddRingfence</c> returned.</param>
    /// <param name="connectionString">Npgsql's connection string, of the admin role.</param>
    /// <param name="configure">What to let through; the options may come from a configuration section as well.</param>
    /// <param name="configureDriver">Configures the driver: type mapping, TLS.</param>
    public static RingfenceBuilder AddAdmin(
        this RingfenceBuilder builder,
        string connectionString,
        Action<AdminDataSourceOptions>? configure = null,
        Action<NpgsqlDataSourceBuilder>? configureDriver = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        if (builder.Services.Any(service => service.ServiceType == typeof(AdminDataSource)))
        {
            throw new InvalidOperationException(
                "AddAdmin was called before: a second database would get the first one's options."
            );
        }

        var options = builder.Services.AddOptions<AdminDataSourceOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure<IServiceProvider>(
            (admin, provider) => admin.MeterFactory ??= provider.GetService<IMeterFactory>()
        );
        builder.Services.TryAddSingleton(provider =>
            AdminDataSource.Create(
                connectionString,
                provider.GetRequiredService<IOptions<AdminDataSourceOptions>>().Value,
                configureDriver,
                provider.GetService<ILoggerFactory>()
            )
        );
        return builder;
    }
}
