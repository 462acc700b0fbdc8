using System.Net.WebSockets;
using System.Text;

namespace WebTests.Lives.Hubs;

/// <summary>A WebSocket, without negotiation unless the path has a token.</summary>
internal sealed class SocketWire : IHubWire
{
    private readonly ClientWebSocket _socket = new();
    private readonly HubRecords _records;
    private readonly byte[] _buffer = new byte[4096];

    private SocketWire() => _records = new(NextMessageAsync);

    public static async Task<SocketWire> OpenAsync(LifeService service, string claims, string path = "/hub")
    {
        var wire = new SocketWire();
        wire._socket.Options.SetRequestHeader(TestIdentity.Verified, claims);
        var address = new Uri($"ws{service.Address["http".Length..]}{path}");
        await wire._socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        return wire;
    }

    public Task SendAsync(string record) =>
        _socket.SendAsync(
            Encoding.UTF8.GetBytes(record + HubRecords.End),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );

    public Task<string> ReceiveAsync() => _records.NextAsync();

    /// <summary>Breaks the connection off, as a network does.</summary>
    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> NextMessageAsync()
    {
        var received = await _socket.ReceiveAsync(_buffer.AsMemory(), TestContext.Current.CancellationToken);
        Assert.NotEqual(WebSocketMessageType.Close, received.MessageType);
        return Encoding.UTF8.GetString(_buffer, 0, received.Count);
    }
}
