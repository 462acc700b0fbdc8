using Ringfence.Npgsql;

namespace Ringfence.Benchmarks.Fairness;

/// <summary>One way to share the pool.</summary>
/// <param name="Name">The variant's name.</param>
/// <param name="Source">The data source, whose pool all tenants share.</param>
/// <param name="Noise">How many callers of the noisy tenant there are at once.</param>
internal sealed record NoisyVariant(string Name, TenantDataSource Source, int Noise);
