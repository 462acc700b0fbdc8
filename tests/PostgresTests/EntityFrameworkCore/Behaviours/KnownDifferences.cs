using System.Collections.Immutable;
using PostgresTests.Behaviours;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>All of them, each with its reason; <c>docs/ef-core.md</c> tells them to users.</summary>
internal static class KnownDifferences
{
    public static readonly ImmutableArray<KnownDifference> All = [];
}
