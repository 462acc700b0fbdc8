using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Ringfence.AspNetCore.Refusals;

namespace Ringfence.AspNetCore;

/// <summary>Decides which tenant a request may act for.</summary>
internal sealed class TenantGate(IOptions<RingfenceWebOptions> web, IOptions<RingfenceOptions> shared)
{
    private readonly RingfenceWebOptions _web = web.Value;
    private readonly TenantIdType _type = shared.Value.TenantIdType;

    public async ValueTask<Admission> AdmitAsync(HttpContext context)
    {
        if (!context.User.Identities.Any(identity => identity.IsAuthenticated))
        {
            return new(null, TenantRefusals.NoIdentity);
        }

        var names = await _web.Resolver.ResolveAsync(context, context.RequestAborted).ConfigureAwait(false);
        var found = Find(names);
        return found is { Tenant: { } tenant } && !await IsAcceptedAsync(context, tenant).ConfigureAwait(false)
            ? new(tenant, TenantRefusals.UnknownTenant)
            : found;
    }

    private Admission Find(StringValues names)
    {
        var distinct = names.OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        if (distinct.Length == 0)
        {
            return new(null, TenantRefusals.NoTenant);
        }

        // Two spellings of one tenant are one tenant; a malformed name beside another is a second one.
        var tenants = distinct.Select(name => TenantId.TryParse(name, _type, out var id) ? id : null).Distinct();
        return tenants.ToArray() switch
        {
            [{ } tenant] => new(tenant, null),
            [null] when distinct.Length == 1 => new(null, TenantRefusals.Malformed(_type)),
            _ => new(null, TenantRefusals.Ambiguous),
        };
    }

    // Membership comes first: a stranger cannot tell, even by the time it takes, whether a tenant is known.
    private async ValueTask<bool> IsAcceptedAsync(HttpContext context, TenantId tenant) =>
        (_web.IsMember is not { } isMember || await isMember(context, tenant).ConfigureAwait(false))
        && (
            _web.IsKnownTenant is not { } isKnown
            || await isKnown(context, tenant, context.RequestAborted).ConfigureAwait(false)
        );
}
