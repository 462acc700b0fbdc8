namespace WebTests.Lives.Hubs;

/// <summary>A transport of SignalR, as its client uses it: records of JSON that end with the character 0x1e.</summary>
internal interface IHubWire : IAsyncDisposable
{
    Task SendAsync(string record);

    /// <summary>The next record.</summary>
    Task<string> ReceiveAsync();
}
