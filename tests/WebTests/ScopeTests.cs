using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Ringfence;
using Ringfence.AspNetCore;

namespace WebTests;

public sealed class ScopeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_tenant_is_in_scope_while_the_endpoint_runs()
    {
        await using var service = await WebService.StartAsync(app =>
            app.MapGet(
                "/tenant",
                async () =>
                {
                    await Task.Yield();
                    return Tenants.Current;
                }
            )
        );

        var answer = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task The_tenant_is_in_scope_while_a_streamed_response_is_written()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/stream", StreamAsync));

        var answer = await service.GetAsync("/stream", Tenants.Claim(Tenants.Red));

        Assert.Equal($"""["{Tenants.Red}","{Tenants.Red}","{Tenants.Red}"]""", answer.Body);
    }

    [Fact]
    public async Task The_tenant_is_gone_once_the_request_has_left_the_middleware()
    {
        string? after = null;
        await using var service = await StartBehindAsync(
            async (_, next) =>
            {
                await next();
                after = Tenants.Current;
            }
        );

        await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        Assert.Equal(Tenants.None, after);
    }

    [Fact]
    public async Task The_tenant_is_gone_once_the_endpoint_has_thrown()
    {
        var work = Task.FromResult("");
        var release = new TaskCompletionSource();
        await using var service = await WebService.StartAsync(app =>
            app.MapGet(
                "/throw",
                () =>
                {
                    work = AfterAsync(release.Task);
                    throw new TimeoutException();
                }
            )
        );

        await Assert.ThrowsAsync<TimeoutException>(() => service.GetAsync("/throw", Tenants.Claim(Tenants.Red)));
        release.SetResult();

        Assert.Equal(Tenants.None, await work);
    }

    [Fact]
    public async Task Work_that_outlives_its_request_has_no_tenant_any_more()
    {
        var work = Task.FromResult("");
        var release = new TaskCompletionSource();
        await using var service = await WebService.StartAsync(app =>
            app.MapGet(
                "/start",
                () =>
                {
                    work = AfterAsync(release.Task);
                }
            )
        );

        await service.GetAsync("/start", Tenants.Claim(Tenants.Red));
        release.SetResult();

        Assert.Equal(Tenants.None, await work);
    }

    [Fact]
    public async Task Requests_of_many_tenants_at_once_keep_their_own()
    {
        const int Requests = 200;
        var waiting = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await WebService.StartAsync(app =>
            app.MapGet(
                "/tenant",
                async () =>
                {
                    if (Interlocked.Increment(ref waiting) == Requests)
                    {
                        all.SetResult();
                    }

                    await all.Task.WaitAsync(Patience);
                    return Tenants.Current;
                }
            )
        );
        var tenants = Enumerable.Range(0, Requests).Select(_ => Guid.NewGuid().ToString()).ToArray();

        var answers = await Task.WhenAll(tenants.Select(id => service.GetAsync("/tenant", Tenants.Claim(id))));

        Assert.Equal(tenants, answers.Select(answer => answer.Body));
    }

    [Fact]
    public async Task The_request_tells_its_tenant_to_what_stands_before_the_middleware()
    {
        TenantId? seen = null;
        await using var service = await StartBehindAsync(
            async (context, next) =>
            {
                await next();
                seen = context.Features.Get<ITenantFeature>()?.Tenant;
            }
        );

        await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        Assert.Equal(TenantId.Parse(Tenants.Red, TenantIdType.Uuid), seen);
    }

    [Fact]
    public async Task A_request_executed_again_without_a_tenant_tells_none()
    {
        await using var service = await StartBehindAsync((_, next) => next());

        var answer = await service.GetAsync("/throw", Tenants.Claim(Tenants.Red));

        Assert.Equal(Tenants.None, answer.Body);
    }

    private static Task<WebService> StartBehindAsync(Func<HttpContext, Func<Task>, Task> before) =>
        WebService.StartBareAsync(
            app =>
            {
                app.UseExceptionHandler("/error");
                app.UseAuthentication();
                app.Use(before);
                app.UseRingfence();
                app.MapGet("/tenant", () => Tenants.Current);
                app.MapGet("/throw", string () => throw new TimeoutException());
                app.MapGet("/error", Feature).WithoutTenant();
            },
            services =>
            {
                services.AddRingfence().AddAspNetCore();
                services.AddTestIdentity();
            }
        );

    private static string Feature(HttpContext context) =>
        context.Features.Get<ITenantFeature>()?.Tenant.Value ?? Tenants.None;

    private static async IAsyncEnumerable<string> StreamAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.Yield();
            yield return Tenants.Current;
        }
    }

    private static async Task<string> AfterAsync(Task release)
    {
        await release.WaitAsync(Patience);
        return Tenants.Current;
    }
}
