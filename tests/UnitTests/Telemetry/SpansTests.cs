using System.Diagnostics;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql.Telemetry;
using Ringfence.Telemetry;

namespace UnitTests.Telemetry;

/// <summary>One class, since whoever listens to a source is heard by the whole process.</summary>
public sealed class SpansTests
{
    [Fact]
    public void Jobs_and_admin_connections_have_spans_of_their_own()
    {
        var heard = new List<Activity>();
        using var root = new Activity("root").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == root.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = heard.Add,
        };
        ActivitySource.AddActivityListener(listener);

        Spans.StartJob(TenantId.From(7))?.Dispose();
        Spans.StartAdmin([], writes: true)?.Dispose();

        Assert.Equal([SpanNames.Job, SpanNames.Admin], heard.Select(span => span.OperationName));
        Assert.Equal("7", heard[0].GetTagItem(TagNames.Tenant));
        Assert.Equal("write", heard[1].GetTagItem(TagNames.Access));
        Assert.Null(heard[1].GetTagItem(TagNames.Tenant));
    }

    [Fact]
    public void Where_nobody_listens_a_statement_allocates_nothing()
    {
        using var meters = new SilentMeterFactory();
        using var telemetry = new SourceTelemetry(
            new() { MeterFactory = meters },
            new NpgsqlConnectionStringBuilder("Host=a;Database=b")
        );
        var tenant = TenantId.From(1);
        Assert.Null(telemetry.Start(tenant, bill: null));
        telemetry.Bound();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            telemetry.Bound();
            telemetry.Start(tenant, bill: null)?.Succeeded();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
