using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace WebTests.Resolvers;

public sealed class OwnResolverTests
{
    [Fact]
    public async Task A_function_names_the_tenant()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            options => options.From(context => ValueTask.FromResult((string?)context.Request.Query["tenant"]))
        );

        var answer = await service.GetAsync($"/tenant?tenant={Tenants.Red}", "sub=ann");

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task A_function_that_finds_none_names_no_tenant()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            options => options.From(_ => ValueTask.FromResult<string?>(null))
        );

        var answer = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        Assert.Equal("RF5102", answer.Code);
    }

    [Fact]
    public async Task An_own_resolver_is_not_asked_without_an_identity()
    {
        var calls = 0;
        await using var service = await WebService.StartAsync(
            MapTenant,
            options => options.From(_ => ValueTask.FromResult<string?>($"{calls++}"))
        );

        await service.GetAsync("/tenant");

        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_resolver_by_type_is_made_from_the_request_s_services()
    {
        await using var service = await StartWithHeaderAsync();

        var answer = await service.GetAsync("/tenant", "sub=ann", request => request.Headers.Add("Own", Tenants.Red));

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task A_registered_resolver_is_the_one_that_is_asked()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            options => options.From<HeaderTenantResolver>(),
            add: services => services.AddSingleton(new HeaderTenantResolver(new("Registered")))
        );

        var answer = await service.GetAsync(
            "/tenant",
            "sub=ann",
            request => request.Headers.Add("Registered", Tenants.Red)
        );

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task Differing_values_of_an_own_resolver_are_ambiguous()
    {
        await using var service = await StartWithHeaderAsync();

        var answer = await service.GetAsync(
            "/tenant",
            "sub=ann",
            request => request.Headers.Add("Own", [Tenants.Red, Tenants.Blue])
        );

        Assert.Equal("RF5105", answer.Code);
    }

    private static Task<WebService> StartWithHeaderAsync() =>
        WebService.StartAsync(
            MapTenant,
            options => options.From<HeaderTenantResolver>(),
            add: services => services.AddSingleton(new HeaderName("Own"))
        );

    private static void MapTenant(WebApplication app) => app.MapGet("/tenant", () => Tenants.Current);
}
