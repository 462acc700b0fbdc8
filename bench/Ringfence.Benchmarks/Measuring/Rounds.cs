using System.Collections.Immutable;
using System.Diagnostics;
using Ringfence.Benchmarks.Results;
using Ringfence.Cli.Benches;

namespace Ringfence.Benchmarks.Measuring;

/// <summary>
/// Runs variants in turn, in another order each round, so that a machine whose speed drifts drifts for all of them.
/// </summary>
internal static class Rounds
{
    /// <summary>A slice of which the host took a greater share is run again.</summary>
    private const double MostStolen = 0.02;

    /// <summary>And so often at the most, of which the quietest counts.</summary>
    private const int MostSlices = 4;

    /// <summary>What is measured of each variant in each round, in the order in which it is told.</summary>
    public static ImmutableArray<Measure> Measures(RoundOptions options) =>
        [
            Measure.P50,
            Measure.P95,
            Measure.Throughput,
            .. options.SeesClient ? [Measure.ClientCpu, Measure.Allocated] : ImmutableArray<Measure>.Empty,
            .. options.Server is null ? ImmutableArray<Measure>.Empty : [Measure.ServerCpu],
        ];

    /// <summary>Runs each variant in each round, once to warm up and then as often as the options say.</summary>
    public static async Task<ImmutableArray<VariantResult>> RunAsync(
        ImmutableArray<Variant> variants,
        RoundOptions options
    )
    {
        var values = await Interleaved.RunAsync(
            variants,
            options.Rounds,
            async (variant, random) =>
            {
                var latency = await QuietestAsync(options.Tally, () => LatencyAsync(variant, options, random.Next()));
                var throughput = await QuietestAsync(
                    options.Tally,
                    () => ThroughputAsync(variant, options, random.Next())
                );
                return latency.Concat(throughput).ToDictionary(StringComparer.Ordinal);
            }
        );
        var measures = Measures(options);
        return
        [
            .. variants.Zip(
                values,
                (variant, rounds) =>
                    new VariantResult
                    {
                        Name = variant.Name,
                        Rounds = measures.ToImmutableSortedDictionary(
                            measure => measure.Name,
                            measure => rounds.Select(round => round[measure.Name]).ToImmutableArray(),
                            StringComparer.Ordinal
                        ),
                    }
            ),
        ];
    }

    /// <summary>Of some slices the first that the host left alone, or else the one that it took least from.</summary>
    private static async Task<Dictionary<string, double>> QuietestAsync(
        SliceTally tally,
        Func<Task<Dictionary<string, double>>> sliceAsync
    )
    {
        Dictionary<string, double>? quietest = null;
        var least = double.MaxValue;
        var slices = 0;
        for (; slices < MostSlices && least > MostStolen; slices++)
        {
            var stolen = new StolenTime();
            var measured = await sliceAsync();
            if (stolen.Share() is var share && share < least)
            {
                (quietest, least) = (measured, share);
            }
        }

        tally.Add(slices > 1, least > MostStolen);
        return quietest!;
    }

    private static async Task<Dictionary<string, double>> LatencyAsync(Variant variant, RoundOptions options, int seed)
    {
        var random = new Random(seed);
        var times = new List<double>(65536);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var end = Stopwatch.GetTimestamp() + (long)(options.Slice.TotalSeconds * Stopwatch.Frequency);
        do
        {
            var start = Stopwatch.GetTimestamp();
            await variant.RunAsync(random);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        } while (Stopwatch.GetTimestamp() < end);

        var all = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)times.Count;
        times.Sort();
        return new(StringComparer.Ordinal)
        {
            [Measure.Allocated.Name] = all,
            [Measure.P50.Name] = times[times.Count / 2],
            [Measure.P95.Name] = times[times.Count * 95 / 100],
        };
    }

    private static async Task<Dictionary<string, double>> ThroughputAsync(
        Variant variant,
        RoundOptions options,
        int seed
    )
    {
        var server = options.Server?.Seconds();
        var client = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(options.Slice.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, options.Workers)
                .Select(worker =>
                    Task.Run(async () =>
                    {
                        var random = new Random(seed + worker);
                        var count = 0;
                        do
                        {
                            await variant.RunAsync(random);
                            count++;
                        } while (Stopwatch.GetTimestamp() < end);

                        return count;
                    })
                )
        );
        var operations = (double)counts.Sum();
        var measured = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [Measure.Throughput.Name] = operations / Stopwatch.GetElapsedTime(start).TotalSeconds,
            [Measure.ClientCpu.Name] = (Environment.CpuUsage.TotalTime - client).TotalMicroseconds / operations,
        };
        if (options.Server is { } processes)
        {
            measured[Measure.ServerCpu.Name] = (processes.Seconds() - server!.Value) * 1e6 / operations;
        }

        return measured;
    }
}
