namespace Ringfence.Benchmarks.Fairness;

/// <summary>What happened in one slice of time.</summary>
/// <param name="P50">The other tenants' median latency, in milliseconds.</param>
/// <param name="P99">Their 99th percentile.</param>
/// <param name="Quiet">Their statements a second.</param>
/// <param name="Noisy">The noisy tenant's statements a second.</param>
/// <param name="Refused">What it was refused a second.</param>
internal sealed record NoisyRound(double P50, double P99, double Quiet, double Noisy, double Refused);
