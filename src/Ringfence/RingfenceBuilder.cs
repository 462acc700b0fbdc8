using Microsoft.Extensions.DependencyInjection;

namespace Ringfence;

/// <summary>What the packages add themselves to: <c>services.AddRingfence().AddNpgsql(…).AddAspNetCore()</c>.</summary>
public sealed class RingfenceBuilder
{
    internal RingfenceBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service's own collection.</summary>
    public IServiceCollection Services { get; }
}
