using Ringfence.Jobs;

namespace Worker;

/// <summary>Sums up every tenant's invoices, at two in the morning, UTC.</summary>
internal sealed class NightlyTotals(ITenantRunner runner, TimeProvider time, ILogger<NightlyTotals> logger)
    : BackgroundService
{
    private const int Degree = 4;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(2);

    /// <summary>Failures are logged by Ringfence, tenant by tenant; the next night makes up for them.</summary>
    public Task<TenantRunResult> RunAsync(CancellationToken cancellationToken) =>
        runner.ForEachActiveAsync(
            Degree,
            (_, services, token) => services.GetRequiredService<Invoices>().SumAsync(token),
            cancellationToken: cancellationToken
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var next = now.TimeOfDay < Hour ? now.Date + Hour : now.Date.AddDays(1) + Hour;
            await Task.Delay(next - now.UtcDateTime, time, stoppingToken);
            var result = await RunAsync(stoppingToken);
            logger.NightEnded(result.Succeeded, result.Total);
        }
    }
}
