using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ringfence.Telemetry;

namespace PostgresTests.Telemetry;

/// <summary>A meter of a test's own, as a service has one, and what is measured with it.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly ConcurrentQueue<TestMeasurement> _measured = new();
    private readonly MeterListener _listener;
    private Meter? _meter;

    public TestMeters()
    {
        _listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, this))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public Meter Create(MeterOptions options)
    {
        Assert.Equal(TelemetryNames.Meter, options.Name);
        options.Scope = this;
        return _meter ??= new(options);
    }

    public IReadOnlyList<TestMeasurement> Of(string instrument) =>
        [.. _measured.Where(measured => measured.Instrument == instrument)];

    public double Sum(string instrument) => Of(instrument).Sum(measured => measured.Value);

    /// <summary>What an instrument that is observed says now.</summary>
    public double Observe(string instrument)
    {
        _measured.Clear();
        _listener.RecordObservableInstruments();
        return Sum(instrument);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter?.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue(new(instrument.Name, value, new(tags.ToArray())));
}
