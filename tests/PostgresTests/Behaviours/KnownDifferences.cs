using System.Collections.Immutable;

namespace PostgresTests.Behaviours;

/// <summary>All of them, each with its reason; <c>docs/ado-net.md</c> tells them to users.</summary>
internal static class KnownDifferences
{
    public static ImmutableArray<KnownDifference> All { get; } = [];
}
