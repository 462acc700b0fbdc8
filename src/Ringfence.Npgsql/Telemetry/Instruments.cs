using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Ringfence.Telemetry;

namespace Ringfence.Npgsql.Telemetry;

/// <summary>
/// The instruments of one meter, shared by the data sources that report to it: an instrument lives for as long as its
/// meter, and a data source may be gone before.
/// </summary>
internal sealed class Instruments
{
    private static readonly string? Version = typeof(Instruments).Assembly.GetName().Version?.ToString(3);
    private static readonly Meter WithoutFactory = new(TelemetryNames.Meter, Version);
    private static readonly ConditionalWeakTable<Meter, Instruments> OfMeter = [];

    /// <summary>OpenTelemetry's boundaries for the duration of a database client's operations, in seconds.</summary>
    private static readonly double[] Seconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

    private readonly ConcurrentDictionary<SourceTelemetry, bool> _sources = new();

    private Instruments(Meter meter)
    {
        Binds = meter.CreateCounter<long>(MetricNames.Binds, "{statement}", "Statements bound to a tenant.");
        Refusals = meter.CreateCounter<long>(MetricNames.Refusals, "{refusal}", "Statements and connections refused.");
        MissingTenants = meter.CreateCounter<long>(
            MetricNames.MissingTenants,
            "{statement}",
            "Statements refused because no tenant was in scope."
        );
        AdminOpens = meter.CreateCounter<long>(
            MetricNames.AdminOpens,
            "{connection}",
            "Connections opened across tenants."
        );
        LimitsHit = meter.CreateCounter<long>(MetricNames.LimitsHit, "{refusal}", "Refusals by a limit of a tenant.");
        LimitWait = meter.CreateHistogram(
            MetricNames.LimitWait,
            "s",
            "Time waited for one of the tenant's connections.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds }
        );
        StatementDuration = meter.CreateHistogram(
            MetricNames.StatementDuration,
            "s",
            "Time from sending a statement until its reader is closed.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds }
        );
        meter.CreateObservableUpDownCounter(
            MetricNames.LimitConnections,
            () => Limits(limits => limits.Held),
            "{connection}",
            "Connections that count against a limit of their tenant."
        );
        meter.CreateObservableUpDownCounter(
            MetricNames.LimitWaiting,
            () => Limits(limits => limits.Waiting),
            "{caller}",
            "Callers that wait for one of their tenant's connections."
        );
    }

    public Counter<long> Binds { get; }

    public Counter<long> Refusals { get; }

    public Counter<long> MissingTenants { get; }

    public Counter<long> AdminOpens { get; }

    public Counter<long> LimitsHit { get; }

    public Histogram<double> LimitWait { get; }

    public Histogram<double> StatementDuration { get; }

    /// <summary>Of the factory's meter, which a service has its own of; null for one that the process shares.</summary>
    public static Instruments Of(IMeterFactory? factory) =>
        OfMeter.GetValue(
            factory?.Create(new MeterOptions(TelemetryNames.Meter) { Version = Version }) ?? WithoutFactory,
            meter => new(meter)
        );

    public void Add(SourceTelemetry source) => _sources.TryAdd(source, value: true);

    public void Remove(SourceTelemetry source) => _sources.TryRemove(source, out _);

    private IEnumerable<Measurement<int>> Limits(Func<Limits.TenantLimiter, int> count) =>
        _sources
            .Keys.Where(source => source.Limits is not null)
            .Select(source => new Measurement<int>(count(source.Limits!), source.Tags));
}
