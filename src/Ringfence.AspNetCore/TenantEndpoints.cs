using Microsoft.AspNetCore.Builder;

namespace Ringfence.AspNetCore;

/// <summary>Says at the endpoints which of them need no tenant.</summary>
public static class TenantEndpoints
{
    /// <summary>Like <see cref="WithoutTenantAttribute"/>, for an endpoint or a group of them.</summary>
    public static TBuilder WithoutTenant<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint => endpoint.Metadata.Add(new WithoutTenantAttribute()));
        return builder;
    }
}
