using System.Diagnostics;

namespace WebTests.Lives.Grpc;

/// <summary>A call that goes on.</summary>
internal sealed class GrpcLife(GrpcCall call, Func<Task> step) : ILife
{
    /// <summary>The client writes once, the server again and again.</summary>
    public static async Task<ILife> WatchAsync(LifeService service, string tenant)
    {
        var call = Start(service, tenant, NoteCalls.Watch);
        await call.WriteAsync(tenant);
        return new GrpcLife(
            call,
            () =>
            {
                service.Pace.Step(tenant);
                return Task.CompletedTask;
            }
        );
    }

    /// <summary>Both sides write in turns.</summary>
    public static Task<ILife> AskAsync(LifeService service, string tenant)
    {
        var call = Start(service, tenant, NoteCalls.Ask);
        return Task.FromResult<ILife>(new GrpcLife(call, () => call.WriteAsync("?")));
    }

    public async Task<string> NextAsync()
    {
        await step();
        return await call.ReadAsync() ?? throw new UnreachableException("The call has ended.");
    }

    public ValueTask DisposeAsync() => call.DisposeAsync();

    private static GrpcCall Start(LifeService service, string tenant, string path) =>
        GrpcCall.Start(
            service.Http2Address,
            path,
            request => request.Headers.Add(TestIdentity.Verified, Tenants.Claim(tenant))
        );
}
