using System.Diagnostics.Metrics;

namespace UnitTests.Telemetry;

/// <summary>A meter that nobody listens to, whatever other tests do.</summary>
internal sealed class SilentMeterFactory : IMeterFactory
{
    private readonly Meter _meter = new("Silent");

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}
