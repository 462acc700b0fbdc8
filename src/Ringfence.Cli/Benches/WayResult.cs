using System.Collections.Immutable;

namespace Ringfence.Cli.Benches;

/// <summary>What one way did in each round.</summary>
/// <param name="Way">The way.</param>
/// <param name="Slices">Its rounds.</param>
internal sealed record WayResult(Way Way, ImmutableArray<Slice> Slices)
{
    public double P50 => Ratio.MedianOf(Latencies);

    public double PerSecond => Ratio.MedianOf([.. Slices.Select(slice => slice.PerSecond)]);

    private ImmutableArray<double> Latencies => [.. Slices.Select(slice => slice.P50)];

    /// <summary>How many times the other's latency it has.</summary>
    public Ratio To(WayResult other) => Ratio.Of(Latencies, other.Latencies);
}
