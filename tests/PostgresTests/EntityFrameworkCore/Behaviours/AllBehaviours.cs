using System.Collections.Immutable;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>One line a family.</summary>
internal static class AllBehaviours
{
    public static readonly ImmutableArray<Behaviour> All =
    [
        .. Queries.All,
        .. Expressions.All,
        .. Reading.All,
        .. Includes.All,
        .. RawTexts.All,
        .. Changes.All,
        .. Parts.All,
        .. Hierarchies.All,
        .. Relations.All,
        .. Saving.All,
        .. Concurrency.All,
        .. Transacting.All,
        .. Interceptions.All,
        .. Lifetimes.All,
    ];
}
