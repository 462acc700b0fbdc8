using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Ringfence;

namespace WebTests.Lives.Grpc;

/// <summary>A gRPC service as it looks on the wire: one path a method, frames in both bodies, the status in trailers.</summary>
internal static class NoteCalls
{
    public const string Watch = "/notes.Notes/Watch";
    public const string Ask = "/notes.Notes/Ask";
    public const string Limited = "/notes.Notes/Limited";
    public const string LimitedLater = "/notes.Notes/LimitedLater";

    public static void Map(WebApplication app)
    {
        app.MapPost(Watch, WatchAsync);
        app.MapPost(Ask, AskAsync);
        app.MapPost(Limited, Task () => throw NewLimited());
        app.MapPost(
            LimitedLater,
            async (HttpContext context) =>
            {
                await WriteAsync(context, "begun");
                throw NewLimited();
            }
        );
    }

    // Server streaming: the one request names the stream.
    private static async Task WatchAsync(HttpContext context, Pace pace)
    {
        var name = await GrpcFrame.ReadAsync(context.Request.Body, context.RequestAborted);
        await foreach (var seen in pace.WatchAsync(name!, context.RequestAborted))
        {
            await WriteAsync(context, seen);
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }

    // Both ways: each message is answered while the next one is not there yet.
    private static async Task AskAsync(HttpContext context, Notes notes)
    {
        while (await GrpcFrame.ReadAsync(context.Request.Body, context.RequestAborted) is not null)
        {
            await WriteAsync(context, await notes.ReadAsync());
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task WriteAsync(HttpContext context, string message)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "application/grpc";
        }

        await context.Response.Body.WriteAsync(GrpcFrame.Of(message), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static TenantLimitedException NewLimited() =>
        new(TenantId.Parse(Tenants.Red, TenantIdType.Uuid), "8 connections at once", TimeSpan.FromSeconds(2));
}
