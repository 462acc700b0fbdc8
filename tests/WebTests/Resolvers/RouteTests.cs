using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.AspNetCore;

namespace WebTests.Resolvers;

public sealed class RouteTests
{
    [Fact]
    public async Task A_member_acts_for_the_tenant_in_the_path()
    {
        await using var service = await WebService.StartAsync(MapTenant, MembersOnly);

        var answer = await service.GetAsync($"/{Tenants.Red}/tenant", $"member={Tenants.Red}");

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task A_caller_who_is_not_a_member_is_refused()
    {
        await using var service = await WebService.StartAsync(MapTenant, MembersOnly);

        var answer = await service.GetAsync($"/{Tenants.Blue}/tenant", $"member={Tenants.Red}");

        Assert.Equal((HttpStatusCode.Forbidden, "RF5103"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_caller_who_is_not_a_member_cannot_tell_whether_the_tenant_is_known()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            options =>
            {
                MembersOnly(options);
                options.IsKnownTenant = (_, tenant, _) => ValueTask.FromResult(tenant.Value == Tenants.Red);
            },
            add: LeaveTracesOut
        );

        var known = await service.GetAsync($"/{Tenants.Red}/tenant", "sub=ann");
        var unknown = await service.GetAsync($"/{Tenants.Blue}/tenant", "sub=ann");

        Assert.Equal(known, unknown);
    }

    [Fact]
    public async Task A_stranger_s_tenant_is_not_looked_up()
    {
        var lookups = 0;
        await using var service = await WebService.StartAsync(
            MapTenant,
            options =>
            {
                MembersOnly(options);
                options.IsKnownTenant = (_, _, _) => ValueTask.FromResult(lookups++ == 0);
            }
        );

        await service.GetAsync($"/{Tenants.Red}/tenant", "sub=ann");

        Assert.Equal(0, lookups);
    }

    [Fact]
    public async Task A_member_of_an_unknown_tenant_is_refused()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            options =>
            {
                MembersOnly(options);
                options.IsKnownTenant = (_, _, _) => ValueTask.FromResult(false);
            }
        );

        var answer = await service.GetAsync($"/{Tenants.Red}/tenant", $"member={Tenants.Red}");

        Assert.Equal("RF5103", answer.Code);
    }

    [Fact]
    public async Task The_tenant_in_the_path_needs_an_identity_as_well()
    {
        await using var service = await WebService.StartAsync(
            MapTenant,
            options => options.FromRouteValue("tenant", (_, _) => ValueTask.FromResult(true))
        );

        var answer = await service.GetAsync($"/{Tenants.Red}/tenant");

        Assert.Equal((HttpStatusCode.Unauthorized, "RF5101"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_endpoint_without_the_route_parameter_has_no_tenant()
    {
        await using var service = await WebService.StartAsync(
            app => app.MapGet("/tenant", () => Tenants.Current),
            MembersOnly
        );

        var answer = await service.GetAsync("/tenant", $"member={Tenants.Red};tenant_id={Tenants.Red}");

        Assert.Equal("RF5102", answer.Code);
    }

    private static void MapTenant(WebApplication app) => app.MapGet("/{tenant}/tenant", () => Tenants.Current);

    private static void MembersOnly(RingfenceWebOptions options) =>
        options.FromRouteValue("tenant", (context, tenant) => ValueTask.FromResult(IsMember(context, tenant)));

    private static bool IsMember(HttpContext context, TenantId tenant) => context.User.HasClaim("member", tenant.Value);

    // Problem details carry the request's own id, which would differ.
    private static void LeaveTracesOut(IServiceCollection services) =>
        services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions.Remove("traceId")
        );
}
