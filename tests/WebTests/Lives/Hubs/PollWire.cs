namespace WebTests.Lives.Hubs;

/// <summary>Long polling. It polls only while it waits for something: between two polls no request is there at all.</summary>
internal sealed class PollWire : IHubWire
{
    private readonly HubHttp _http;
    private readonly HubRecords _records;

    private PollWire(HubHttp http)
    {
        _http = http;
        _records = new(PollAsync);
    }

    public string Token => _http.Token;

    public static async Task<PollWire> OpenAsync(LifeService service, string claims)
    {
        var wire = new PollWire(await HubHttp.NegotiateAsync(service, claims));
        await wire.PollAsync(); // The first poll opens the connection, and is answered at once.
        return wire;
    }

    public Task SendAsync(string record) => _http.PostAsync(record);

    public Task<string> ReceiveAsync() => _records.NextAsync();

    public async ValueTask DisposeAsync()
    {
        using var response = await _http.SendAsync(HttpMethod.Delete, $"/hub?id={Token}");
    }

    private async Task<string> PollAsync()
    {
        using var response = await _http.SendAsync(HttpMethod.Get, $"/hub?id={Token}");
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
