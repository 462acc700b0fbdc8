using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.Tenants;

namespace WebTests;

/// <summary>What becomes of Ringfence's exceptions that come out of an endpoint.</summary>
public sealed class SurfacedTests
{
    private static readonly TenantId Red = TenantId.Parse(Tenants.Red, TenantIdType.Uuid);
    private static readonly TenantId Blue = TenantId.Parse(Tenants.Blue, TenantIdType.Uuid);

    [Theory]
    [InlineData(0, "1")]
    [InlineData(1, "1")]
    [InlineData(1000, "1")]
    [InlineData(1001, "2")]
    [InlineData(90_000, "90")]
    public async Task A_tenant_at_its_limit_is_told_when_to_come_again(int milliseconds, string seconds)
    {
        await using var service = await StartAsync(Limited(milliseconds));

        var answer = await service.GetAsync("/throw", Tenants.Claim(Tenants.Red));

        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "RF1005", seconds),
            (answer.Status, answer.Code, answer.RetryAfter)
        );
    }

    [Fact]
    public async Task A_limit_is_seen_through_the_exceptions_of_those_who_wrap_it()
    {
        await using var service = await StartAsync(
            new InvalidOperationException("mapper", new AggregateException(new TimeoutException(), Limited(0)))
        );

        var answer = await service.GetAsync("/throw", Tenants.Claim(Tenants.Red));

        Assert.Equal("RF1005", answer.Code);
    }

    [Fact]
    public async Task An_endpoint_that_entered_the_scope_itself_is_limited_too()
    {
        await using var service = await StartAsync(Limited(0));

        var answer = await service.GetAsync("/hook");

        Assert.Equal("RF1005", answer.Code);
    }

    [Fact]
    public async Task What_the_endpoint_had_prepared_is_not_sent_with_the_refusal()
    {
        await using var service = await WebService.StartAsync(app =>
            app.MapGet(
                "/throw",
                string (HttpContext context) =>
                {
                    context.Response.ContentType = "text/csv";
                    throw Limited(0);
                }
            )
        );

        var answer = await service.GetAsync("/throw", Tenants.Claim(Tenants.Red));

        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact]
    public async Task A_response_that_is_on_its_way_breaks_off()
    {
        await using var service = await WebService.StartAsync(app =>
            app.MapGet(
                "/throw",
                async (HttpContext context) =>
                {
                    await context.Response.WriteAsync("begun");
                    await context.Response.Body.FlushAsync();
                    throw Limited(0);
                }
            )
        );

        await Assert.ThrowsAnyAsync<Exception>(() => service.GetAsync("/throw", Tenants.Claim(Tenants.Red)));
    }

    [Theory]
    [InlineData(null, "RF5103")]
    [InlineData(TenantState.Suspended, "RF5107")]
    [InlineData(TenantState.Deleted, "RF5108")]
    public async Task A_tenant_that_is_found_inactive_later_is_told_as_if_it_had_been_before(
        TenantState? state,
        string code
    )
    {
        await using var service = await StartAsync(new TenantNotActiveException(Red, state));

        var answer = await service.GetAsync("/throw", Tenants.Claim(Tenants.Red));

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task That_another_tenant_is_not_active_is_not_the_caller_s_affair()
    {
        await using var service = await StartAsync(new TenantNotActiveException(Blue, TenantState.Suspended));

        await Assert.ThrowsAsync<TenantNotActiveException>(() =>
            service.GetAsync("/throw", Tenants.Claim(Tenants.Red))
        );
    }

    [Fact]
    public async Task A_binding_that_the_database_refused_is_the_service_s_own_failure()
    {
        await using var service = await StartAsync(
            new TenantRefusedException("token_expired", "", new TimeoutException())
        );

        await Assert.ThrowsAsync<TenantRefusedException>(() => service.GetAsync("/throw", Tenants.Claim(Tenants.Red)));
    }

    [Fact]
    public async Task A_limit_is_logged_with_its_tenant()
    {
        using var lines = new LogLines();
        await using var service = await StartAsync(
            Limited(0),
            services => services.AddSingleton<ILoggerProvider>(lines)
        );

        await service.GetAsync("/throw", Tenants.Claim(Tenants.Red));

        Assert.Equal([$"302 Request for tenant {Tenants.Red} refused with RF1005 at /throw"], lines.Of("Ringfence."));
    }

    private static TenantLimitedException Limited(int milliseconds) =>
        new(Red, "8 connections at once", TimeSpan.FromMilliseconds(milliseconds));

    private static Task<WebService> StartAsync(Exception exception, Action<IServiceCollection>? add = null) =>
        WebService.StartAsync(
            app =>
            {
                app.MapGet("/throw", string () => throw exception);
                app.MapGet("/hook", string () => throw exception).WithoutTenant();
            },
            add: add
        );
}
