using System.Net.WebSockets;
using System.Text;

namespace WebTests.Lives;

/// <summary>A WebSocket that answers each message with what it sees.</summary>
internal sealed class WebSocketLife(ClientWebSocket socket) : ILife
{
    public static async Task<ILife> OpenAsync(LifeService service, string tenant)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader(TestIdentity.Verified, Tenants.Claim(tenant));
        var address = new UriBuilder(service.Address) { Scheme = "ws", Path = "/socket" };
        await socket.ConnectAsync(address.Uri, TestContext.Current.CancellationToken);
        return new WebSocketLife(socket);
    }

    public async Task<string> NextAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await socket.SendAsync("?"u8.ToArray(), WebSocketMessageType.Text, true, cancellation);
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
