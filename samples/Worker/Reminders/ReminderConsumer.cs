using Npgsql;
using Ringfence;
using Ringfence.Jobs;

namespace Worker.Reminders;

/// <summary>Takes what requests queued, and runs it for the tenant that queued it.</summary>
internal sealed class ReminderConsumer(ReminderQueue queue, ITenantRunner runner, ILogger<ReminderConsumer> logger)
    : BackgroundService
{
    public async Task ConsumeAsync(CancellationToken cancellationToken)
    {
        await foreach (var tenant in queue.ReadAllAsync(cancellationToken))
        {
            try
            {
                await runner.RunAsync(
                    tenant,
                    (services, token) => services.GetRequiredService<Invoices>().RemindAsync(token),
                    cancellationToken
                );
            }
            catch (Exception e) when (e is NpgsqlException or RingfenceException)
            {
                logger.RemindersFailed(tenant, e); // The next tenant's reminders are none the worse for it.
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => ConsumeAsync(stoppingToken);
}
