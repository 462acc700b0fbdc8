using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ringfence.AspNetCore.Refusals;
using Ringfence.Tenants;

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

        var names = new List<string>();
        var isIncomplete = false;
        var members = new List<Func<HttpContext, TenantId, ValueTask<bool>>>();
        foreach (var (source, presence, isMember) in _web.Sources)
        {
            var answer = await source.AskAsync(context, context.RequestAborted).ConfigureAwait(false);
            if (answer.Refusal is { } refusal)
            {
                return new(null, refusal);
            }

            var count = names.Count;
            names.AddRange(answer.Names.OfType<string>());
            if (names.Count == count)
            {
                isIncomplete |= presence == SourcePresence.Required;
            }
            else if (isMember is not null)
            {
                members.Add(isMember);
            }
        }

        var found = isIncomplete ? new(null, TenantRefusals.NoTenant) : Find(names);
        return found is { Tenant: { } tenant, Refusal: null }
            ? new(tenant, await CheckAsync(context, tenant, members).ConfigureAwait(false))
            : found;
    }

    private Admission Find(IEnumerable<string> names)
    {
        var distinct = names.Distinct(StringComparer.Ordinal).ToArray();
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

    // Membership comes first: a stranger cannot tell, even by the time it takes, what the service knows of a tenant.
    private async ValueTask<Refusal?> CheckAsync(
        HttpContext context,
        TenantId tenant,
        List<Func<HttpContext, TenantId, ValueTask<bool>>> members
    )
    {
        foreach (var isMember in members)
        {
            if (!await isMember(context, tenant).ConfigureAwait(false))
            {
                return TenantRefusals.UnknownTenant;
            }
        }

        if (
            _web.IsKnownTenant is { } isKnown
            && !await isKnown(context, tenant, context.RequestAborted).ConfigureAwait(false)
        )
        {
            return TenantRefusals.UnknownTenant;
        }

        return context.RequestServices.GetService<ITenantStore>() is { } store
            ? TenantRefusals.Find(await store.FindStateAsync(tenant, context.RequestAborted).ConfigureAwait(false))
            : null;
    }
}
