using System.Net.ServerSentEvents;

namespace WebTests.Lives.Hubs;

/// <summary>Server-sent events one way, posts the other.</summary>
internal sealed class EventWire : IHubWire
{
    private readonly HubHttp _http;
    private readonly HttpResponseMessage _response;
    private readonly HubRecords _records;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventWire(HubHttp http, HttpResponseMessage response, Stream stream)
    {
        _http = http;
        _response = response;
        _events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        _records = new(NextEventAsync);
    }

    public static async Task<IHubWire> OpenAsync(LifeService service, string claims)
    {
        var http = await HubHttp.NegotiateAsync(service, claims);
        var response = await http.SendAsync(HttpMethod.Get, $"/hub?id={http.Token}", accept: "text/event-stream");
        response.EnsureSuccessStatusCode();
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        return new EventWire(http, response, stream);
    }

    public Task SendAsync(string record) => _http.PostAsync(record);

    public Task<string> ReceiveAsync() => _records.NextAsync();

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        _response.Dispose();
    }

    private async Task<string> NextEventAsync()
    {
        Assert.True(await _events.MoveNextAsync(), "The connection has ended.");
        return _events.Current.Data;
    }
}
