using Ringfence.Jobs;

namespace Worker.Outboxes;

/// <summary>Empties the outbox, tenant by tenant, every second.</summary>
internal sealed class OutboxDispatcher(ITenantRunner runner, TimeProvider time) : BackgroundService
{
    private const int Degree = 4;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public Task<TenantRunResult> RunAsync(CancellationToken cancellationToken) =>
        runner.ForEachActiveAsync(
            Degree,
            (_, services, token) => services.GetRequiredService<Outbox>().SendAsync(token),
            cancellationToken: cancellationToken
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RunAsync(stoppingToken);
        }
    }
}
