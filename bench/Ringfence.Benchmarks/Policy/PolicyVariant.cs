using System.Data.Common;

namespace Ringfence.Benchmarks.Policy;

/// <summary>A way to keep a statement to its tenant's rows.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="OpenAsync">A connection for the tenant of this number, as whoever the policy is for.</param>
/// <param name="IsHandWritten">Whether the statement itself names the tenant, as its parameter.</param>
internal sealed record PolicyVariant(
    string Name,
    Func<TenantId, Task<DbConnection>> OpenAsync,
    bool IsHandWritten = false
);
