using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ringfence.AspNetCore;

/// <summary>Adds the tenant of the request to a web service.</summary>
public static class RingfenceWeb
{
    /// <summary>Adds what <see cref="UseRingfence"/> needs, and problem details.</summary>
    /// <param name="builder">What <c>AddRingfence</c> returned.</param>
    /// <param name="configure">Says where the tenant comes from; null for the claim <c>tenant_id</c>.</param>
    public static RingfenceBuilder AddAspNetCore(
        this RingfenceBuilder builder,
        Action<RingfenceWebOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<RingfenceWebOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RingfenceWebOptions>, RingfenceWebOptionsValidator>()
        );
        services.TryAddSingleton<TenantGate>();
        services.AddProblemDetails();
        return builder;
    }

    /// <summary>
    /// Runs what follows in the scope of the request's tenant. An endpoint that has not said that it needs no tenant
    /// runs with one, or not at all: 401 without an identity, 403 without a tenant or with one that is unknown or
    /// ambiguous, 400 for a malformed one, as problem details with a <c>code</c>. A request without an endpoint passes,
    /// with no scope.
    /// </summary>
    /// <remarks>
    /// Call it after <c>UseRouting</c> and <c>UseAuthentication</c>, before <c>UseAuthorization</c> and the endpoints.
    /// Before <c>UseAuthentication</c> there is no identity yet, and every request gets 401; before <c>UseRouting</c>
    /// there is no endpoint yet, and a request that gets one later throws. Only the default authentication scheme has
    /// run by then: schemes that an authorization policy names run too late to name the tenant.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><see cref="AddAspNetCore"/> was not called.</exception>
    public static IApplicationBuilder UseRingfence(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var gate =
            app.ApplicationServices.GetService<TenantGate>()
            ?? throw new InvalidOperationException(
                "UseRingfence has nothing to work with. Call services.AddRingfence().AddAspNetCore()."
            );
        var logger = app.ApplicationServices.GetRequiredService<ILogger<TenantMiddleware>>();
        return app.Use(next => new TenantMiddleware(next, gate, logger).InvokeAsync);
    }
}
