using System.Net;
using System.Net.Http.Headers;

namespace WebTests.Lives.Grpc;

/// <summary>The request's side of a call: messages are sent as they are written, until it is completed.</summary>
internal sealed class GrpcContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GrpcContent() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

    public async Task WriteAsync(string message)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var stream = await _stream.Task.WaitAsync(cancellation);
        await stream.WriteAsync(GrpcFrame.Of(message), cancellation);
        await stream.FlushAsync(cancellation);
    }

    public void Complete() => _end.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _stream.TrySetResult(stream);
        return _end.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
