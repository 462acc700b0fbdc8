using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ringfence;
using Ringfence.AspNetCore;

namespace WebTests;

/// <summary>A small service in memory, whose callers say in a header who they are.</summary>
internal sealed class WebService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebService(WebApplication app) => _app = app;

    /// <summary>A service with the endpoints that the test maps, behind authentication and the middleware.</summary>
    public static Task<WebService> StartAsync(
        Action<WebApplication> map,
        Action<RingfenceWebOptions>? configure = null,
        TenantIdType type = TenantIdType.Uuid,
        Action<IServiceCollection>? add = null
    ) =>
        StartBareAsync(
            app =>
            {
                app.UseAuthentication();
                app.UseRingfence();
                map(app);
            },
            services =>
            {
                services.AddRingfence(options => options.TenantIdType = type).AddAspNetCore(configure);
                services.AddTestIdentity();
                add?.Invoke(services);
            }
        );

    /// <summary>A service of the test's own making.</summary>
    public static async Task<WebService> StartBareAsync(Action<WebApplication> use, Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        add(builder.Services);
        var app = builder.Build();
        try
        {
            use(app);
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks as a caller with these claims, <c>type=value;type=value</c>; as nobody if they are null.</summary>
    public async Task<Answer> GetAsync(string path, string? claims = null, Action<HttpRequestMessage>? change = null)
    {
        using var client = _app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (claims is not null)
        {
            request.Headers.Add(TestIdentity.Verified, claims);
        }

        change?.Invoke(request);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
