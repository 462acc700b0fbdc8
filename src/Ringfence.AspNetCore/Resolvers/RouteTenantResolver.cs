using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>Takes the tenant from the path, where the caller chose it: membership is checked after it.</summary>
internal sealed class RouteTenantResolver(string name) : ITenantResolver
{
    public ValueTask<StringValues> ResolveAsync(HttpContext context, CancellationToken cancellationToken) =>
        context.GetRouteValue(name) is { } value
            ? ValueTask.FromResult<StringValues>(Convert.ToString(value, CultureInfo.InvariantCulture))
            : default;
}
