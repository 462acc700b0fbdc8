using System.Collections.Immutable;

namespace Ringfence.Benchmarks;

/// <summary>What one variant did in each round.</summary>
/// <param name="Name">The variant's name.</param>
/// <param name="P50">The median latency with one worker, in microseconds, a round.</param>
/// <param name="Throughput">The operations a second with eight workers, a round.</param>
internal sealed record VariantResult(string Name, ImmutableArray<double> P50, ImmutableArray<double> Throughput);
