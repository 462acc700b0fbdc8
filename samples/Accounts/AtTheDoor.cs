using Ringfence;
using Ringfence.Tenants;

namespace Accounts;

/// <summary>
/// Whoever registers or signs in is nobody yet, so their tenant cannot be that of their identity: it is that of the door
/// they knock at. Whatever the caller claims to be, only the users of that tenant are there to be found.
/// </summary>
internal sealed class AtTheDoor(ITenantStore tenants) : IEndpointFilter
{
    /// <summary>Each tenant's users come by a host of their own: the tenant's id in front of this.</summary>
    public const string Domain = "accounts.example";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext;
        var label = request.Request.Host.Host.Replace($".{Domain}", "", StringComparison.OrdinalIgnoreCase);
        if (
            !TenantId.TryParse(label, TenantIdType.Uuid, out var tenantId)
            || await tenants.FindStateAsync(tenantId, request.RequestAborted) != TenantState.Active
        )
        {
            return TypedResults.NotFound();
        }

        using var scope = TenantScope.Enter(tenantId);
        return await next(context);
    }
}
