using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Ringfence.AspNetCore.ApiKeys;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>Takes the tenant that an API key belongs to, once its handler has taken the key.</summary>
internal sealed class ApiKeyTenantResolver : ITenantResolver
{
    public ValueTask<StringValues> ResolveAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var values = context
            .User.Identities.Where(ApiKeyIdentity.Is)
            .SelectMany(identity => identity.FindAll(ApiKeyIdentity.TenantClaim))
            .Select(claim => claim.Value);
        return ValueTask.FromResult(new StringValues([.. values]));
    }
}
