using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Ringfence.AspNetCore.Hubs;

namespace Ringfence.AspNetCore;

/// <summary>Adds the tenant of the request to a web service.</summary>
public static class RingfenceWeb
{
    /// <summary>Adds what <see cref="UseRingfence"/> needs, and problem details.</summary>
    /// <param name="builder">What <c>AddRingfence</c> returned.</param>
    /// <param name="configure">Says where the tenant comes from; null for the claim <c>tenant_id</c>.</param>
    /// <remarks>
    /// Hubs of SignalR keep the tenant of their connection from then on; a filter that reads the tenant's rows is to be
    /// added after this.
    /// </remarks>
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

        services.TryAddSingleton<TenantGate>();
        AddHubs(services);
        services.AddProblemDetails();
        return builder;
    }

    /// <summary>
    /// Runs what follows in the scope of the request's tenant. An endpoint that has not said that it needs no tenant
    /// runs with one, or not at all: 401 without an identity, 403 without a tenant or with one that is unknown or
    /// ambiguous, 400 for a malformed one, as problem details with a <c>code</c>; a gRPC call is answered by a status of
    /// gRPC's. A request without an endpoint passes, with no scope. A <see cref="TenantLimitedException"/> that comes out
    /// of what follows becomes 429.
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
        var connections = app.ApplicationServices.GetRequiredService<HubConnections>();
        return app.Use(next => new TenantMiddleware(next, gate, connections, logger).InvokeAsync);
    }

    // Whether SignalR is added before this, after it or never: it takes what it finds, and adds its own only where none is.
    private static void AddHubs(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(HubConnections)))
        {
            return;
        }

        services.AddSingleton<HubConnections>();
        services.Replace(
            ServiceDescriptor.Singleton(typeof(HubConnectionHandler<>), typeof(TenantHubConnectionHandler<>))
        );
        services.Configure<HubOptions>(options => options.AddFilter(new TenantHubFilter()));
    }
}
