using System.Globalization;
using System.Text.Json.Serialization;

namespace Ringfence.Benchmarks.Results;

/// <summary>What is measured of a variant in a round.</summary>
/// <param name="Name">What reports call it; unique in a table.</param>
/// <param name="Unit">Of the figures.</param>
/// <param name="Digits">Behind the point, in Markdown; JSON has all.</param>
/// <param name="IsCompared">Whether Markdown and chart show the ratio to the baseline, round by round.</param>
/// <param name="IsMoreBetter">True of rates, false of times and sizes.</param>
internal sealed record Measure(
    string Name,
    string Unit,
    int Digits = 0,
    bool IsCompared = false,
    bool IsMoreBetter = false
)
{
    /// <summary>The median latency with one worker.</summary>
    public static Measure P50 { get; } = new("p50", "µs", IsCompared: true);

    public static Measure P95 { get; } = new("p95", "µs");

    /// <summary>With all workers.</summary>
    public static Measure Throughput { get; } = new("throughput", "ops/s", IsCompared: true, IsMoreBetter: true);

    public static Measure ClientCpu { get; } = new("client CPU", "µs/op");

    public static Measure ServerCpu { get; } = new("server CPU", "µs/op");

    public static Measure Allocated { get; } = new("allocated", "B/op");

    /// <summary>Bursts of bytes that the client sends after it last heard from the server: what costs a round trip.</summary>
    public static Measure Flights { get; } = new("flights", "/op", Digits: 1);

    public static Measure BytesSent { get; } = new("sent", "B/op");

    [JsonIgnore]
    public string Title => Unit.StartsWith('/') ? Name + Unit : $"{Name} {Unit}";

    public string Text(double value) => value.ToString($"F{Digits}", CultureInfo.InvariantCulture);
}
