using Microsoft.AspNetCore.Http;
using Ringfence.AspNetCore.Peers;
using Ringfence.AspNetCore.Refusals;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>Takes the tenant from a header that a named proxy has written; from anybody else the header is refused.</summary>
internal sealed class TrustedHeaderSource(string header, TrustedPeers peers) : ITenantSource
{
    public ValueTask<SourceAnswer> AskAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!context.Request.Headers.TryGetValue(header, out var names))
        {
            return default;
        }

        // To ignore it would run a forged request for whatever tenant another source names.
        return ValueTask.FromResult(
            peers.Include(context) ? SourceAnswer.Of(names) : SourceAnswer.Refuse(TenantRefusals.UntrustedPeer)
        );
    }
}
