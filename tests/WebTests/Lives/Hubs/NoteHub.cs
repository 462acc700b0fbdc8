using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Ringfence.AspNetCore;

namespace WebTests.Lives.Hubs;

/// <summary>Tells the notes: at once, as a stream that is enumerated later, and by a channel that a task fills.</summary>
internal sealed class NoteHub(Notes notes, Pace pace, Journal journal) : Hub
{
    public override Task OnConnectedAsync()
    {
        journal.Came = Tenants.Current;
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        journal.Leave(Tenants.Current);
        return Task.CompletedTask;
    }

    public Task<string> Read() => notes.ReadAsync();

    public string? Feature() => Context.GetHttpContext()?.Features.Get<ITenantFeature>()?.Tenant.Value;

    public Task Limited() => pace.FailAsync();

    public async IAsyncEnumerable<string> Watch(
        string name,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var seen in pace.WatchAsync(name, cancellationToken))
        {
            yield return seen;
        }
    }

    public ChannelReader<string> Listen(string name, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<string>();
        _ = FillAsync(channel.Writer, name, cancellationToken);
        return channel.Reader;
    }

    private async Task FillAsync(ChannelWriter<string> writer, string name, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (var seen in pace.WatchAsync(name, cancellationToken))
            {
                await writer.WriteAsync(seen, cancellationToken);
            }
        }
        // The reader learns of it.
        catch (Exception exception)
        {
            failure = exception;
        }

        writer.Complete(failure);
    }
}
