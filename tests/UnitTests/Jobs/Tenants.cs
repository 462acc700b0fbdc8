using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.Jobs;
using Ringfence.Tenants;

namespace UnitTests.Jobs;

/// <summary>Tenants 1, 2, 3, … and the runner that a service gets.</summary>
internal static class Tenants
{
    public static readonly TenantId Red = TenantId.From(1);
    public static readonly TenantId Blue = TenantId.From(2);

    public static TenantId[] Many(int count) => [.. Enumerable.Range(1, count).Select(n => TenantId.From(n))];

    public static ServiceProvider Services(ITenantStore? store = null, Action<IServiceCollection>? add = null)
    {
        var services = new ServiceCollection();
        services.AddRingfence(options => options.TenantIdType = TenantIdType.BigInt);
        if (store is not null)
        {
            services.AddSingleton(store);
        }

        add?.Invoke(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    public static ITenantRunner Runner(this ServiceProvider services) => services.GetRequiredService<ITenantRunner>();
}
