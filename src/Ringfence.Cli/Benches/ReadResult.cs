using System.Collections.Immutable;

namespace Ringfence.Cli.Benches;

/// <summary>What was measured of one statement.</summary>
/// <param name="Read">The statement.</param>
/// <param name="Ways">Each way's rounds, in the order of the ways.</param>
internal sealed record ReadResult(BenchRead Read, ImmutableArray<WayResult> Ways);
