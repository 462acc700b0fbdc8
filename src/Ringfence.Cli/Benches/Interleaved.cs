using System.Collections.Immutable;

namespace Ringfence.Cli.Benches;

/// <summary>
/// Runs variants in turn, in another order each round, so that a machine whose speed drifts drifts for all of them.
/// </summary>
internal static class Interleaved
{
    /// <summary>The fewest rounds whose median says something.</summary>
    public const int Rounds = 7;

    private const int Seed = 7;

    /// <summary>What each variant measured, a round. One round goes before them, to warm up, and is forgotten.</summary>
    /// <param name="variants">What is run.</param>
    /// <param name="rounds">How often, at the most.</param>
    /// <param name="measure">Runs a variant for a while, with a source of chance of its own.</param>
    /// <param name="isOver">Whether there is no time for another round; the first is always run.</param>
    public static async Task<ImmutableArray<ImmutableArray<TSlice>>> RunAsync<TVariant, TSlice>(
        ImmutableArray<TVariant> variants,
        int rounds,
        Func<TVariant, Random, Task<TSlice>> measure,
        Func<bool>? isOver = null
    )
    {
        // The order is to differ from round to round, and to be the same in every run: no secret is made of it.
        var random = new Random(Seed);
        var slices = variants.Select(_ => ImmutableArray.CreateBuilder<TSlice>(rounds)).ToArray();
        for (var round = -1; round < rounds && (round <= 0 || isOver?.Invoke() != true); round++)
        {
            var order = Enumerable.Range(0, variants.Length).ToArray();
            random.Shuffle(order);
            foreach (var index in order)
            {
                var slice = await measure(variants[index], new(random.Next())).ConfigureAwait(false);
                if (round >= 0)
                {
                    slices[index].Add(slice);
                }
            }
        }

        return [.. slices.Select(builder => builder.ToImmutable())];
    }
}
