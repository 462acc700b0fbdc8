using System.Collections.Immutable;

namespace PostgresTests.Behaviours;

/// <summary>Compares what was noted of a behaviour with Ringfence and without.</summary>
internal static class Transcripts
{
    /// <param name="bare">Without.</param>
    /// <param name="ours">With.</param>
    /// <param name="known">How they differ, which they then must; null where they do not.</param>
    public static void AssertAlike(IReadOnlyList<string> bare, IReadOnlyList<string> ours, KnownDifference? known)
    {
        var (onlyBare, onlyOurs) = (Without(bare, ours), Without(ours, bare));
        if (known is not null)
        {
            Assert.Equal(known.Bare, onlyBare);
            Assert.Equal(known.Ours, onlyOurs);
        }
        else if (!bare.SequenceEqual(ours))
        {
            Assert.Fail($"bare: {string.Join("\n      ", onlyBare)}\nours: {string.Join("\n      ", onlyOurs)}");
        }
    }

    /// <summary>The notes that the other side did not give as often, in order.</summary>
    private static ImmutableArray<string> Without(IEnumerable<string> notes, IEnumerable<string> other)
    {
        var left = other.ToList();
        return [.. notes.Where(note => !left.Remove(note))];
    }
}
