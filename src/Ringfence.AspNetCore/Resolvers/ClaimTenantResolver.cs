using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>Takes the tenant from a claim that an authentication scheme has vouched for.</summary>
internal sealed class ClaimTenantResolver(string claimType) : ITenantResolver
{
    public ValueTask<StringValues> ResolveAsync(HttpContext context, CancellationToken cancellationToken)
    {
        // A principal may hold identities that nobody has verified, beside one that somebody has.
        var values = context
            .User.Identities.Where(identity => identity.IsAuthenticated)
            .SelectMany(identity => identity.FindAll(claimType))
            .Select(claim => claim.Value);
        return ValueTask.FromResult(new StringValues([.. values]));
    }
}
