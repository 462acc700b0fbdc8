using Microsoft.AspNetCore.Http;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>A place in a request that names its tenant; unlike a resolver it may refuse the request.</summary>
internal interface ITenantSource
{
    ValueTask<SourceAnswer> AskAsync(HttpContext context, CancellationToken cancellationToken);
}
