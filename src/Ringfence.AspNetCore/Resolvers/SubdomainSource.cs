using Microsoft.AspNetCore.Http;
using Ringfence.AspNetCore.Refusals;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>
/// Takes the tenant from the host name, <c>red.example.com</c>. The caller writes the Host header: membership is checked
/// after it.
/// </summary>
internal sealed class SubdomainSource(
    BaseDomains domains,
    Func<HttpContext, string, CancellationToken, ValueTask<TenantId?>>? findTenant
) : ITenantSource
{
    public async ValueTask<SourceAnswer> AskAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (domains.FindLabel(context.Request.Host) is not { } label)
        {
            return default;
        }

        if (findTenant is null)
        {
            return SourceAnswer.Of(label);
        }

        // A name that nobody has is answered like a tenant that is not the caller's: both are not theirs to know of.
        return await findTenant(context, label, cancellationToken).ConfigureAwait(false) is { } tenant
            ? SourceAnswer.Of(tenant.Value)
            : SourceAnswer.Refuse(TenantRefusals.UnknownTenant);
    }
}
