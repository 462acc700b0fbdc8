using System.Collections.Concurrent;
using System.Diagnostics;
using Ringfence;
using Ringfence.Telemetry;

namespace UnitTests.Jobs;

public sealed class SpanTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_runs_within_a_span_that_names_its_tenant_and_its_failure()
    {
        await using var services = Tenants.Services();
        using var root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(root, ended);

        await services.Runner().RunAsync(Tenants.Red, (_, _) => Task.CompletedTask, Cancellation);
        await Assert.ThrowsAsync<TenantMissingException>(() =>
            services.Runner().RunAsync(Tenants.Blue, (_, _) => throw new TenantMissingException(), Cancellation)
        );

        Assert.Equal(
            [(Tenants.Red.Value, null), (Tenants.Blue.Value, "RF1001")],
            ended.Select(span =>
                ((string?)span.GetTagItem(TagNames.Tenant), (string?)span.GetTagItem(TagNames.ErrorType))
            )
        );
        Assert.All(ended, span => Assert.Equal(SpanNames.Job, span.OperationName));
        Assert.Same(root, Activity.Current);
    }

    private static ActivityListener Listen(Activity root, ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == root.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == root.TraceId)
                {
                    ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
