using System.Collections.Immutable;

namespace Ringfence.Catalog.Maps;

/// <summary>A table that may be the one of the tenants.</summary>
internal sealed record RootCandidate
{
    public required TableName Name { get; init; }

    /// <summary>From 0 to 100.</summary>
    public required int Score { get; init; }
    public required ImmutableArray<string> Reasons { get; init; }
}
