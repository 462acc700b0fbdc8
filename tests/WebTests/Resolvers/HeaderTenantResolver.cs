using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Ringfence.AspNetCore.Resolvers;

namespace WebTests.Resolvers;

internal sealed class HeaderTenantResolver(HeaderName header) : ITenantResolver
{
    public ValueTask<StringValues> ResolveAsync(HttpContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(context.Request.Headers[header.Value]);
}
