using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ringfence.Messages;

/// <summary>Adds the tenant of messages to a service.</summary>
public static class RingfenceMessages
{
    /// <summary>Adds a <see cref="TenantHeader"/>, as a singleton. A host without a usable key does not start.</summary>
    /// <param name="builder">What <c>AddRingfence</c> returned.</param>
    /// <param name="configure">The keys; the options may come from a configuration section as well.</param>
    public static RingfenceBuilder AddMessages(
        this RingfenceBuilder builder,
        Action<TenantHeaderOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<TenantHeaderOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure<IOptions<RingfenceOptions>>(
            (header, shared) => header.TenantIdType ??= shared.Value.TenantIdType
        );
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<TenantHeaderOptions>, TenantHeaderOptionsValidator>()
        );
        services.TryAddSingleton(provider =>
            TenantHeader.Create(
                provider.GetRequiredService<IOptions<TenantHeaderOptions>>().Value,
                provider.GetService<ILoggerFactory>()
            )
        );
        return builder;
    }
}
