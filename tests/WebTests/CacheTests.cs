using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Ringfence.AspNetCore;

namespace WebTests;

/// <summary>Answers that are kept, for callers with an identity too.</summary>
public sealed class CacheTests
{
    [Fact]
    public async Task An_output_cache_that_varies_by_the_tenant_keeps_tenants_apart()
    {
        await using var service = await StartAsync(options =>
            options.AddBasePolicy(
                policy =>
                    policy
                        .AddPolicy<ForEverybody>()
                        .VaryByValue(context =>
                            new("tenant", context.Features.Get<ITenantFeature>()?.Tenant.Value ?? Tenants.None)
                        ),
                excludeDefaultPolicy: true
            )
        );

        var red = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));
        var blue = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Blue));
        var again = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));
        var stranger = await service.GetAsync("/tenant");

        Assert.Equal((red.Body, "RF5101"), (again.Body, stranger.Code));
        Assert.StartsWith(Tenants.Blue, blue.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_cache_keeps_nothing_of_callers_with_an_identity_by_itself()
    {
        await using var service = await StartAsync(options =>
            options.AddBasePolicy(policy => policy.Expire(TimeSpan.FromHours(1)))
        );

        string[] open = [(await service.GetAsync("/open")).Body, (await service.GetAsync("/open")).Body];
        var red = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));
        var blue = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Blue));

        Assert.Equal(open[0], open[1]);
        Assert.StartsWith(Tenants.Red, red.Body, StringComparison.Ordinal);
        Assert.StartsWith(Tenants.Blue, blue.Body, StringComparison.Ordinal);
    }

    private static Task<WebService> StartAsync(Action<OutputCacheOptions> configure) =>
        WebService.StartAsync(
            app =>
            {
                app.UseOutputCache();
                app.MapGet("/tenant", () => $"{Tenants.Current} {Guid.NewGuid()}");
                app.MapGet("/open", Guid.NewGuid).WithoutTenant();
            },
            add: services => services.AddOutputCache(configure)
        );

    private sealed class ForEverybody : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = true;
            context.ResponseExpirationTimeSpan = TimeSpan.FromHours(1);
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) =>
            ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) =>
            ValueTask.CompletedTask;
    }
}
