using System.Collections.Concurrent;
using Worker.Outboxes;

namespace PostgresTests.Jobs;

/// <summary>Keeps what is sent to it. As a connection that breaks, it may take a message and fail nevertheless.</summary>
internal sealed class TakingBroker : IBroker
{
    private readonly ConcurrentQueue<Message> _taken = [];
    private readonly TaskCompletionSource<Message> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<Message> Taken => _taken;

    public Task<Message> First => _first.Task;

    public bool FailsAfterTaking { get; set; }

    /// <summary>How many messages it takes; null for all.</summary>
    public int? Capacity { get; set; }

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken)
    {
        if (_taken.Count >= Capacity)
        {
            throw new IOException("The broker takes no more.");
        }

        _taken.Enqueue(message);
        _first.TrySetResult(message);
        return FailsAfterTaking ? throw new IOException("The connection broke.") : ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<Message> ReceiveAsync(string queue, CancellationToken cancellationToken) =>
        _taken.Where(message => message.Queue == queue).ToAsyncEnumerable();
}
