using System.Threading.Channels;
using Ringfence;

namespace Worker.Reminders;

/// <summary>
/// Work of this process for later. It holds the tenant itself: the request's scope has ended when the work runs, and so
/// has whatever captured it. What is queued is lost when the process ends; what must not be goes through the outbox.
/// </summary>
internal sealed class ReminderQueue
{
    private readonly Channel<TenantId> _tenants = Channel.CreateBounded<TenantId>(capacity: 1000);

    /// <summary>Queues reminders for the tenant in scope.</summary>
    public ValueTask AddAsync(CancellationToken cancellationToken) =>
        _tenants.Writer.WriteAsync(TenantScope.GetCurrent(), cancellationToken);

    public IAsyncEnumerable<TenantId> ReadAllAsync(CancellationToken cancellationToken) =>
        _tenants.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Takes nothing more; who reads comes to an end.</summary>
    public void Complete() => _tenants.Writer.Complete();
}
