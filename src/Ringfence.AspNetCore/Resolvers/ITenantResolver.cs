using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>Says which tenant a request asks to act for. It is asked only after the caller has been authenticated.</summary>
/// <remarks>
/// What it returns is believed, once it is a well-formed and known tenant. A resolver that reads what the caller may
/// choose (a header, a host name, a path) must itself check that the caller belongs to that tenant, and return nothing
/// where not. There is no tenant in scope while it runs. Threads: one instance may serve many requests at once.
/// </remarks>
public interface ITenantResolver
{
    /// <summary>The tenant id as text, not yet checked; null or empty values for none.</summary>
    /// <remarks>Several values are accepted if they name one tenant; if they differ, the request is refused.</remarks>
    /// <param name="context">The request; its user is authenticated and its endpoint is known.</param>
    /// <param name="cancellationToken">Cancelled when the caller has gone.</param>
    ValueTask<StringValues> ResolveAsync(HttpContext context, CancellationToken cancellationToken);
}
