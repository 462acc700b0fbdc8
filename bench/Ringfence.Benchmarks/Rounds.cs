using System.Collections.Immutable;
using System.Diagnostics;

namespace Ringfence.Benchmarks;

/// <summary>
/// Runs variants in turn, in another order each round, so that a machine whose speed drifts drifts for all of them.
/// </summary>
internal static class Rounds
{
    public const int Count = 9;
    private const int Workers = 8;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.7);

    public static async Task<ImmutableArray<VariantResult>> RunAsync(ImmutableArray<Variant> variants)
    {
        var p50 = variants.ToDictionary(variant => variant.Name, _ => new List<double>());
        var throughput = variants.ToDictionary(variant => variant.Name, _ => new List<double>());
        var random = new Random(7);
        for (var round = -1; round < Count; round++)
        {
            var order = variants.ToArray();
            random.Shuffle(order);
            foreach (var variant in order)
            {
                var latency = await LatencyAsync(variant, random.Next());
                var rate = await ThroughputAsync(variant, random.Next());
                if (round >= 0) // The first is to warm up.
                {
                    p50[variant.Name].Add(latency);
                    throughput[variant.Name].Add(rate);
                }
            }
        }

        return
        [
            .. variants.Select(variant => new VariantResult(
                variant.Name,
                [.. p50[variant.Name]],
                [.. throughput[variant.Name]]
            )),
        ];
    }

    private static async Task<double> LatencyAsync(Variant variant, int seed)
    {
        var random = new Random(seed);
        var times = new List<double>(65536);
        var end = Stopwatch.GetTimestamp() + (long)(Slice.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            var start = Stopwatch.GetTimestamp();
            await variant.RunAsync(random);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static async Task<double> ThroughputAsync(Variant variant, int seed)
    {
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(Slice.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, Workers)
                .Select(worker =>
                    Task.Run(async () =>
                    {
                        var random = new Random(seed + worker);
                        var count = 0;
                        while (Stopwatch.GetTimestamp() < end)
                        {
                            await variant.RunAsync(random);
                            count++;
                        }

                        return count;
                    })
                )
        );
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
