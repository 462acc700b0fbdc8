using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Worker.Outboxes;

/// <summary>Stands in for a broker, inside the process: what it holds is gone when that ends.</summary>
internal sealed class LoopbackBroker : IBroker
{
    private readonly ConcurrentDictionary<string, Channel<Message>> _queues = new(StringComparer.Ordinal);

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken) =>
        Queue(message.Queue).Writer.WriteAsync(message, cancellationToken);

    public IAsyncEnumerable<Message> ReceiveAsync(string queue, CancellationToken cancellationToken) =>
        Queue(queue).Reader.ReadAllAsync(cancellationToken);

    private Channel<Message> Queue(string name) => _queues.GetOrAdd(name, _ => Channel.CreateUnbounded<Message>());
}
