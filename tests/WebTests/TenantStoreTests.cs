using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Ringfence.AspNetCore;
using Ringfence.Tenants;
using WebTests.Resolvers;

namespace WebTests;

public sealed class TenantStoreTests
{
    [Theory]
    [InlineData(TenantState.Active, HttpStatusCode.OK, null)]
    [InlineData(TenantState.Suspended, HttpStatusCode.Forbidden, "RF5107")]
    [InlineData(TenantState.Deleted, HttpStatusCode.Forbidden, "RF5108")]
    [InlineData(null, HttpStatusCode.Forbidden, "RF5103")]
    public async Task A_registered_store_says_who_is_let_in(TenantState? state, HttpStatusCode status, string? code)
    {
        var store = new TenantStore();
        if (state is { } known)
        {
            store[Tenants.Red] = known;
        }

        await using var service = await StartAsync(store);

        var answer = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_tenant_that_is_suspended_meanwhile_is_refused_at_its_next_request()
    {
        var store = new TenantStore { [Tenants.Red] = TenantState.Active };
        await using var service = await StartAsync(store);
        var before = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        store[Tenants.Red] = TenantState.Suspended;

        var after = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));
        Assert.Equal((Tenants.Red, "RF5107"), (before.Body, after.Code));
    }

    [Theory]
    [InlineData(TenantState.Suspended)]
    [InlineData(TenantState.Deleted)]
    public async Task A_stranger_is_told_nothing_of_a_tenant_and_the_store_is_not_asked(TenantState state)
    {
        var store = new TenantStore { [Tenants.Blue] = state };
        await using var service = await StartAsync(store, options => options.FromRouteValue("tenant", Members.Has));

        var answer = await service.GetAsync($"/{Tenants.Blue}/tenant", Members.Claim(Tenants.Red));

        Assert.Equal(("RF5103", 0), (answer.Code, store.Questions));
    }

    [Fact]
    public async Task The_light_way_counts_beside_the_store()
    {
        var store = new TenantStore { [Tenants.Red] = TenantState.Active };
        await using var service = await StartAsync(
            store,
            options => options.IsKnownTenant = (_, _, _) => ValueTask.FromResult(false)
        );

        var answer = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        Assert.Equal("RF5103", answer.Code);
    }

    private static Task<WebService> StartAsync(TenantStore store, Action<RingfenceWebOptions>? configure = null) =>
        WebService.StartAsync(
            app =>
            {
                app.MapGet("/tenant", () => Tenants.Current);
                app.MapGet("/{tenant}/tenant", () => Tenants.Current);
            },
            configure,
            add: services => services.AddSingleton<ITenantStore>(store)
        );
}
