namespace Ringfence.Cli.Benches;

/// <summary>What one way did in one round.</summary>
/// <param name="P50">The median latency, in microseconds.</param>
/// <param name="PerSecond">How many were done in a second.</param>
internal sealed record Slice(double P50, double PerSecond);
