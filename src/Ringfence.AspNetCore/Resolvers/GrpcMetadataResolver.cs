using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Ringfence.AspNetCore.Refusals;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>Takes the tenant from the metadata of a gRPC call, where the caller chose it: membership is checked after it.</summary>
internal sealed class GrpcMetadataResolver(string key) : ITenantResolver
{
    public ValueTask<StringValues> ResolveAsync(HttpContext context, CancellationToken cancellationToken) =>
        GrpcRefusal.IsGrpc(context.Request) ? ValueTask.FromResult(context.Request.Headers[key]) : default;
}
