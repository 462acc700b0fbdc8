using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Ringfence.AspNetCore.Hubs;
using Ringfence.AspNetCore.Refusals;

namespace Ringfence.AspNetCore;

/// <summary>Runs the rest of the pipeline in the scope of the request's tenant, or not at all.</summary>
internal sealed class TenantMiddleware(
    RequestDelegate next,
    TenantGate gate,
    HubConnections connections,
    ILogger<TenantMiddleware> logger
)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // An exception handler may run the pipeline twice for one request, for an endpoint without a tenant at last.
        context.Features.Set<ITenantFeature>(null);
        var endpoint = context.GetEndpoint();
        Refusal? refusal = null;
        try
        {
            await (endpoint is null ? PassAsync(context, null) : RunAsync(context, endpoint)).ConfigureAwait(false);
        }
        // Only what stands for a refusal is caught, and only while the caller can still be told.
        catch (Exception exception) when ((refusal = FindRefusal(exception, context)) is not null)
        {
            LogRefusal(endpoint, TenantOf(context), refusal);
            if (!context.Response.HasStarted)
            {
                context.Response.Clear();
            }

            await RefusalResponse.WriteAsync(context, refusal).ConfigureAwait(false);
        }
    }

    private static Refusal? FindRefusal(Exception exception, HttpContext context) =>
        RefusalResponse.CanWrite(context) ? SurfacedRefusal.Find(exception, TenantOf(context)) : null;

    private static TenantId? TenantOf(HttpContext context) => context.Features.Get<ITenantFeature>()?.Tenant;

    private Task RunAsync(HttpContext context, Endpoint endpoint) =>
        !LateEndpoint.NeedsNoTenant(endpoint) ? AdmitAsync(context, endpoint)
        : connections.IsForeign(context, null)
            ? RefuseAsync(context, endpoint, new(null, TenantRefusals.ForeignConnection))
        : PassAsync(context, endpoint);

    private async Task PassAsync(HttpContext context, Endpoint? endpoint)
    {
        var former = context.Features.Get<IEndpointFeature>();
        context.Features.Set<IEndpointFeature>(new LateEndpoint { Endpoint = endpoint });
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.Features.Set(former);
        }
    }

    private async Task AdmitAsync(HttpContext context, Endpoint endpoint)
    {
        var admission = await gate.AdmitAsync(context).ConfigureAwait(false);
        if (admission.Refusal is null && connections.IsForeign(context, admission.Tenant))
        {
            admission = admission with { Refusal = TenantRefusals.ForeignConnection };
        }

        if (admission.Refusal is not null)
        {
            await RefuseAsync(context, endpoint, admission).ConfigureAwait(false);
            return;
        }

        var tenant = admission.Tenant ?? throw new UnreachableException();
        var feature = new TenantFeature(tenant);
        context.Features.Set<ITenantFeature>(feature);
        HubConnections.Leave(context, feature);
        using (TenantScope.Enter(tenant))
        {
            await next(context).ConfigureAwait(false);
        }
    }

    private Task RefuseAsync(HttpContext context, Endpoint endpoint, Admission admission)
    {
        var refusal = admission.Refusal ?? throw new UnreachableException();
        LogRefusal(endpoint, admission.Tenant, refusal);
        return RefusalResponse.WriteAsync(context, refusal);
    }

    // The path itself may hold what the caller made up; its template does not.
    private void LogRefusal(Endpoint? endpoint, TenantId? tenant, Refusal refusal)
    {
        var template = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint?.DisplayName;
        if (tenant is null)
        {
            logger.RequestRefused(refusal.Code, template);
        }
        else
        {
            logger.TenantRefused(tenant, refusal.Code, template);
        }
    }
}
