using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>Asks a function of the service.</summary>
internal sealed class DelegateTenantResolver(Func<HttpContext, ValueTask<string?>> resolve) : ITenantResolver
{
    public async ValueTask<StringValues> ResolveAsync(HttpContext context, CancellationToken cancellationToken) =>
        await resolve(context).ConfigureAwait(false);
}
