using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>Asks a resolver of the service, found among the request's services or made from them.</summary>
internal sealed class ServiceTenantResolver<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResolver
> : ITenantResolver
    where TResolver : class, ITenantResolver
{
    public ValueTask<StringValues> ResolveAsync(HttpContext context, CancellationToken cancellationToken) =>
        ActivatorUtilities
            .GetServiceOrCreateInstance<TResolver>(context.RequestServices)
            .ResolveAsync(context, cancellationToken);
}
