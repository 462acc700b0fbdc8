using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WebTests;

/// <summary>A service of the test's own making behind Kestrel, for what only a real connection has.</summary>
internal sealed class LoopbackService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackService(WebApplication app)
    {
        _app = app;
        Addresses = [.. app.Urls];
    }

    /// <summary>Where it listens, in the order of the options: by default HTTP/1.1, then HTTP/2 without TLS.</summary>
    public IReadOnlyList<string> Addresses { get; }

    public static async Task<LoopbackService> StartAsync(
        Action<WebApplication> use,
        Action<IServiceCollection> add,
        Action<KestrelServerOptions>? listen = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(listen ?? Listen);
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

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Listen(KestrelServerOptions options)
    {
        options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
    }
}
