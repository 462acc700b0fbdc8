using System.Net;

namespace WebTests.Lives.Grpc;

/// <summary>A call over HTTP/2 that the client knew of beforehand, as gRPC's clients make it without TLS.</summary>
internal sealed class GrpcCall : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly GrpcContent _content = new();
    private readonly HttpRequestMessage _request;
    private readonly Task<HttpResponseMessage> _sent;

    private GrpcCall(string address, string path, Action<HttpRequestMessage> change)
    {
        _request = new HttpRequestMessage(HttpMethod.Post, address + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = _content,
        };
        _request.Headers.Add("te", "trailers");
        change(_request);
        var cancellation = TestContext.Current.CancellationToken;
        _sent = _client.SendAsync(_request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public static GrpcCall Start(string address, string path, Action<HttpRequestMessage> change) =>
        new(address, path, change);

    public Task WriteAsync(string message) => _content.WriteAsync(message);

    /// <summary>The next message; null at the end.</summary>
    public async Task<string?> ReadAsync()
    {
        var response = await _sent;
        var cancellation = TestContext.Current.CancellationToken;
        return await GrpcFrame.ReadAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellation);
    }

    /// <summary>Reads to the end, then what the call says of itself: an entry of the trailers, or of the headers.</summary>
    public async Task<string?> EndAsync(string entry)
    {
        _content.Complete();
        while (await ReadAsync() is not null) { }

        var response = await _sent;
        return
            response.TrailingHeaders.TryGetValues(entry, out var values)
            || response.Headers.TryGetValues(entry, out values)
            ? string.Join(',', values)
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        _content.Complete();
        try
        {
            (await _sent).Dispose();
        }
        catch (HttpRequestException)
        {
            // The server hung up: the test has read what it wanted.
        }

        _request.Dispose();
        _client.Dispose();
    }
}
