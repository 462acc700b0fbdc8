using System.Text.Json;

namespace WebTests.Lives.Hubs;

/// <summary>Calls a hub by its protocol of JSON, one call at a time.</summary>
internal sealed class HubCaller(IHubWire wire) : IAsyncDisposable
{
    private const int Invocation = 1;
    private const int StreamItem = 2;
    private const int Completion = 3;
    private const int StreamInvocation = 4;
    private const int Sequence = 9;

    private int _calls;

    public static async Task<HubCaller> OpenAsync(string transport, LifeService service, string claims)
    {
        IHubWire wire = transport switch
        {
            "WebSockets" => await SocketWire.OpenAsync(service, claims),
            "ServerSentEvents" => await EventWire.OpenAsync(service, claims),
            _ => await PollWire.OpenAsync(service, claims),
        };
        return await ShakeHandsAsync(wire);
    }

    public static async Task<HubCaller> ShakeHandsAsync(IHubWire wire, int version = 1)
    {
        await wire.SendAsync(JsonSerializer.Serialize(new { protocol = "json", version }));
        Assert.Equal("{}", await wire.ReceiveAsync());
        return new(wire);
    }

    /// <summary>The same caller after an interruption: each side says with which message it goes on.</summary>
    public async Task<HubCaller> MoveToAsync(IHubWire next)
    {
        var moved = new HubCaller(next) { _calls = _calls };
        await moved.ReceiveAsync(Sequence);
        await next.SendAsync(JsonSerializer.Serialize(new { type = Sequence, sequenceId = _calls + 1 }));
        return moved;
    }

    /// <summary>What the method returned, or the error that it told.</summary>
    public async Task<string?> InvokeAsync(string method)
    {
        await SendAsync(Invocation, method);
        var completion = await ReceiveAsync(Completion);
        return completion.TryGetProperty("error", out var error) ? error.GetString()
            : completion.TryGetProperty("result", out var result) ? result.GetString()
            : null;
    }

    public Task StartStreamAsync(string method, string argument) => SendAsync(StreamInvocation, method, argument);

    public async Task<string> NextItemAsync() => (await ReceiveAsync(StreamItem)).GetProperty("item").GetString()!;

    public async Task<string> NextErrorAsync() => (await ReceiveAsync(Completion)).GetProperty("error").GetString()!;

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    private Task SendAsync(int type, string method, params string[] arguments) =>
        wire.SendAsync(
            JsonSerializer.Serialize(
                new
                {
                    type,
                    invocationId = $"{++_calls}",
                    target = method,
                    arguments,
                }
            )
        );

    // Everything else is a sign of life, or was sent again after an interruption; but a call must not end early.
    private async Task<JsonElement> ReceiveAsync(int type)
    {
        while (true)
        {
            var record = JsonDocument.Parse(await wire.ReceiveAsync()).RootElement;
            var got = record.GetProperty("type").GetInt32();
            var isOurs = !record.TryGetProperty("invocationId", out var id) || id.GetString() == $"{_calls}";
            if (got == type && isOurs)
            {
                return record;
            }

            Assert.False(got == Completion && isOurs, $"The call has ended: {record}");
        }
    }
}
