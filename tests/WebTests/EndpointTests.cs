using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.AspNetCore;

namespace WebTests;

public sealed class EndpointTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("tenant_id=" + Tenants.Red)]
    [InlineData("tenant_id=red")]
    public async Task An_endpoint_that_opted_out_runs_with_no_scope_whoever_calls(string? claims)
    {
        await using var service = await WebService.StartAsync(app =>
            app.MapGet("/open", () => Tenants.Current).WithoutTenant()
        );

        var answer = await service.GetAsync("/open", claims);

        Assert.Equal(Tenants.None, answer.Body);
    }

    [Fact]
    public async Task An_endpoint_opts_out_by_attribute()
    {
        await using var service = await WebService.StartAsync(app =>
            app.MapGet("/open", [WithoutTenant] () => Tenants.Current)
        );

        var answer = await service.GetAsync("/open", Tenants.Claim(Tenants.Red));

        Assert.Equal(Tenants.None, answer.Body);
    }

    [Fact]
    public async Task A_group_opts_out_for_its_endpoints()
    {
        await using var service = await WebService.StartAsync(app =>
            app.MapGroup("/open").WithoutTenant().MapGet("/", () => Tenants.Current)
        );

        var answer = await service.GetAsync("/open");

        Assert.Equal(Tenants.None, answer.Body);
    }

    [Fact]
    public async Task Opting_out_is_one_endpoint_s_own()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.MapGet("/open", () => Tenants.Current).WithoutTenant();
            app.MapGet("/tenant", () => Tenants.Current);
        });

        var answer = await service.GetAsync("/tenant");

        Assert.Equal("RF5101", answer.Code);
    }

    [Fact]
    public async Task Allowing_anonymous_callers_does_not_opt_out()
    {
        await using var service = await WebService.StartAsync(app =>
            app.MapGet("/tenant", () => Tenants.Current).AllowAnonymous()
        );

        var answer = await service.GetAsync("/tenant");

        Assert.Equal((HttpStatusCode.Unauthorized, "RF5101"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_path_without_an_endpoint_is_not_found_by_anybody()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/tenant", () => Tenants.Current));

        var answer = await service.GetAsync("/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task What_answers_without_an_endpoint_has_no_tenant()
    {
        await using var service = await WebService.StartAsync(app =>
            app.Run(context => context.Response.WriteAsync(Tenants.Current))
        );

        var answer = await service.GetAsync("/nowhere", Tenants.Claim(Tenants.Red));

        Assert.Equal(Tenants.None, answer.Body);
    }

    [Fact]
    public async Task An_endpoint_chosen_after_the_middleware_does_not_run()
    {
        await using var service = await StartRoutedLateAsync(app => app.MapGet("/tenant", () => Tenants.Current));

        var get = () => service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(get);
        Assert.Contains("UseRouting before UseRingfence", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_chosen_after_the_middleware_runs_if_it_opted_out()
    {
        await using var service = await StartRoutedLateAsync(app =>
            app.MapGet("/open", () => Tenants.Current).WithoutTenant()
        );

        var answer = await service.GetAsync("/open");

        Assert.Equal(Tenants.None, answer.Body);
    }

    [Fact]
    public async Task A_page_for_errors_can_be_executed_again_from_the_front()
    {
        await using var service = await WebService.StartBareAsync(
            app =>
            {
                app.UseExceptionHandler("/error");
                app.UseAuthentication();
                app.UseRingfence();
                app.MapGet("/error", () => Tenants.Current);
                app.Use(next =>
                    context => context.GetEndpoint() is null ? throw new TimeoutException() : next(context)
                );
            },
            Add
        );

        var answer = await service.GetAsync("/nowhere", Tenants.Claim(Tenants.Red));

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public void A_service_that_was_not_told_of_the_middleware_cannot_use_it()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        Assert.Throws<InvalidOperationException>(() => app.UseRingfence());
    }

    private static Task<WebService> StartRoutedLateAsync(Action<WebApplication> map) =>
        WebService.StartBareAsync(
            app =>
            {
                app.UseAuthentication();
                app.UseRingfence();
                app.UseRouting();
                map(app);
            },
            Add
        );

    private static void Add(IServiceCollection services)
    {
        services.AddRingfence().AddAspNetCore();
        services.AddTestIdentity();
    }

    [Fact]
    public async Task An_endpoint_that_is_executed_again_below_one_without_a_tenant_does_not_run_unchecked()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.UseStatusCodePagesWithReExecute("/tenant");
            app.MapGet("/open", () => Microsoft.AspNetCore.Http.TypedResults.StatusCode(404)).WithoutTenant();
            app.MapGet("/tenant", () => Tenants.Current);
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => service.GetAsync("/open"));
    }
}
