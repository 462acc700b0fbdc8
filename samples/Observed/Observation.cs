using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Ringfence.Telemetry;

namespace Observed;

/// <summary>
/// What a service adds to see Ringfence: its source and its meter, beside the driver's own. Spans and metrics go to an
/// OpenTelemetry collector where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one, else here, line by line.
/// </summary>
public sealed class Observation : IDisposable
{
    private const string Driver = "Npgsql";

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    public Observation(TextWriter lines)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("observed");
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource);
        traces.AddSource(TelemetryNames.Source).AddSource(Driver);
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource);
        metrics.AddMeter(TelemetryNames.Meter).AddMeter(Driver);
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
        {
            traces.AddOtlpExporter();
            metrics.AddOtlpExporter();
        }
        else
        {
            traces.AddProcessor(new SimpleActivityExportProcessor(new SpanLines(lines)));
            metrics.AddReader(new BaseExportingMetricReader(new MetricLines(lines)));
        }

        _traces = traces.Build();
        _metrics = metrics.Build();
    }

    /// <summary>Sends what is still to be sent.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _traces.Dispose();
    }
}
