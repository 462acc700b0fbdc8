using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ringfence.AspNetCore;

/// <summary>
/// Stands in for the endpoint of a request that was let through because it had none, or one that needs no tenant: an
/// endpoint that is chosen only after that was never checked, and would run as if it had asked to run without a tenant.
/// </summary>
internal sealed class LateEndpoint : IEndpointFeature
{
    public Endpoint? Endpoint
    {
        get;
        set => field = value is null || NeedsNoTenant(value) ? value : throw Misplaced(value);
    }

    public static bool NeedsNoTenant(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<WithoutTenantAttribute>() is not null;

    private static InvalidOperationException Misplaced(Endpoint endpoint) =>
        new(
            $"The endpoint '{endpoint.DisplayName}' was chosen after UseRingfence had run, so that nobody has looked for"
                + " its tenant. Call UseRouting before UseRingfence; an endpoint that another middleware re-executes"
                + " (an error page) needs WithoutTenant()."
        );
}
