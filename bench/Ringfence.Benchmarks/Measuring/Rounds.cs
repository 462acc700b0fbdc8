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
                var measured = new Dictionary<string, double>(StringComparer.Ordinal);
                await LatencyAsync(variant, options, random.Next(), measured);
                await ThroughputAsync(variant, options, random.Next(), measured);
                return measured;
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

    private static async Task LatencyAsync(
        Variant variant,
        RoundOptions options,
        int seed,
        Dictionary<string, double> measured
    )
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

        measured[Measure.Allocated.Name] = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)times.Count;
        times.Sort();
        measured[Measure.P50.Name] = times[times.Count / 2];
        measured[Measure.P95.Name] = times[times.Count * 95 / 100];
    }

    private static async Task ThroughputAsync(
        Variant variant,
        RoundOptions options,
        int seed,
        Dictionary<string, double> measured
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
        measured[Measure.Throughput.Name] = operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
        measured[Measure.ClientCpu.Name] = (Environment.CpuUsage.TotalTime - client).TotalMicroseconds / operations;
        if (options.Server is { } processes)
        {
            measured[Measure.ServerCpu.Name] = (processes.Seconds() - server!.Value) * 1e6 / operations;
        }
    }
}
