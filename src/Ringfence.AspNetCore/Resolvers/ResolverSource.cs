using Microsoft.AspNetCore.Http;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>A resolver, which never refuses, as a source.</summary>
internal sealed class ResolverSource(ITenantResolver resolver) : ITenantSource
{
    public async ValueTask<SourceAnswer> AskAsync(HttpContext context, CancellationToken cancellationToken) =>
        SourceAnswer.Of(await resolver.ResolveAsync(context, cancellationToken).ConfigureAwait(false));
}
