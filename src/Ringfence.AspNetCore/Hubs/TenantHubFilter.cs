using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Ringfence.AspNetCore.Refusals;
using Ringfence.Tenants;

namespace Ringfence.AspNetCore.Hubs;

/// <summary>
/// Asks before every invocation whether the connection's tenant is still active, and tells the caller of refusals.
/// </summary>
internal sealed class TenantHubFilter : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        var tenant = invocationContext.Context.Features.Get<ITenantFeature>()?.Tenant;
        if (tenant is not null && invocationContext.ServiceProvider.GetService<ITenantStore>() is { } store)
        {
            var state = await AskAsync(store, tenant, invocationContext.Context.ConnectionAborted)
                .ConfigureAwait(false);
            if (TenantRefusals.Find(state) is { } refused)
            {
                throw Told(refused, null);
            }
        }

        Refusal? refusal = null;
        try
        {
            return await next(invocationContext).ConfigureAwait(false);
        }
        // Only what stands for a refusal is caught; it reaches the caller as one.
        catch (Exception exception) when ((refusal = SurfacedRefusal.Find(exception, tenant)) is not null)
        {
            throw Told(refusal, exception);
        }
    }

    // A store is promised that it is asked with no tenant in scope, and here the connection's is.
    private static Task<TenantState?> AskAsync(ITenantStore store, TenantId tenant, CancellationToken cancellationToken)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => store.FindStateAsync(tenant, cancellationToken).AsTask(), cancellationToken);
        }
    }

    private static HubException Told(Refusal refusal, Exception? exception)
    {
        var after = refusal.RetrySeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $" ({seconds} s)")
            : "";
        return new($"{refusal.Code}: {refusal.Detail}{after}", exception);
    }
}
