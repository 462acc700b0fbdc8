using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Ringfence.AspNetCore.Refusals;

namespace Ringfence.AspNetCore;

/// <summary>Runs the rest of the pipeline in the scope of the request's tenant, or not at all.</summary>
internal sealed class TenantMiddleware(RequestDelegate next, TenantGate gate, ILogger<TenantMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        // An exception handler may run the pipeline twice for one request, for an endpoint without a tenant at last.
        context.Features.Set<ITenantFeature>(null);
        return context.GetEndpoint() switch
        {
            null => PassAsync(context),
            var endpoint when LateEndpoint.NeedsNoTenant(endpoint) => next(context),
            var endpoint => AdmitAsync(context, endpoint),
        };
    }

    private async Task PassAsync(HttpContext context)
    {
        var former = context.Features.Get<IEndpointFeature>();
        context.Features.Set<IEndpointFeature>(new LateEndpoint());
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
        if (admission.Refusal is { } refusal)
        {
            LogRefusal(endpoint, admission.Tenant, refusal);
            await RefusalResponse.WriteAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        var tenant = admission.Tenant ?? throw new UnreachableException();
        context.Features.Set<ITenantFeature>(new TenantFeature(tenant));
        using (TenantScope.Enter(tenant))
        {
            await next(context).ConfigureAwait(false);
        }
    }

    // The path itself may hold what the caller made up; its template does not.
    private void LogRefusal(Endpoint endpoint, TenantId? tenant, Refusal refusal)
    {
        var template = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName;
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
