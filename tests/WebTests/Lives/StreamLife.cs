using System.Diagnostics;

namespace WebTests.Lives;

/// <summary>A response that goes on, read as far as it has come.</summary>
internal sealed class StreamLife : ILife
{
    private readonly HttpRequestMessage _request;
    private readonly Task<HttpResponseMessage> _response;
    private readonly IAsyncEnumerator<string> _items;
    private readonly Action _step;

    private StreamLife(
        LifeService service,
        HttpRequestMessage request,
        Func<Stream, IAsyncEnumerable<string>> read,
        Action step
    )
    {
        var cancellation = TestContext.Current.CancellationToken;
        _request = request;
        _response = service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        _items = ReadAsync(read).GetAsyncEnumerator(cancellation);
        _step = step;
    }

    /// <summary>Asks for the path as the tenant. The stream is named for it, and begins with its first step.</summary>
    public static Task<ILife> OpenAsync(
        LifeService service,
        string tenant,
        string path,
        Func<Stream, IAsyncEnumerable<string>> read
    ) =>
        Task.FromResult<ILife>(
            new StreamLife(
                service,
                service.Request(tenant, $"{path}?name={tenant}"),
                read,
                () => service.Pace.Step(tenant)
            )
        );

    public async Task<string> NextAsync()
    {
        _step();
        return await _items.MoveNextAsync() ? _items.Current : throw new UnreachableException("The stream has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync();
        (await _response).Dispose();
        _request.Dispose();
    }

    private async IAsyncEnumerable<string> ReadAsync(Func<Stream, IAsyncEnumerable<string>> read)
    {
        var response = (await _response).EnsureSuccessStatusCode();
        await foreach (var item in read(await response.Content.ReadAsStreamAsync()))
        {
            yield return item;
        }
    }
}
