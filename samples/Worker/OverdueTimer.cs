using Ringfence.Jobs;

namespace Worker;

/// <summary>Marks what is overdue, every minute. A run that takes longer than the period makes the timer wait.</summary>
internal sealed class OverdueTimer(ITenantRunner runner, TimeProvider time) : BackgroundService
{
    private const int Degree = 2;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    public Task<TenantRunResult> RunAsync(CancellationToken cancellationToken) =>
        runner.ForEachActiveAsync(
            Degree,
            (_, services, token) => services.GetRequiredService<Invoices>().MarkOverdueAsync(token),
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
