using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Ringfence.Benchmarks.Fairness;

/// <summary>Medians, and the medians of the ratios round by round.</summary>
internal static class FairnessReport
{
    public const string Baseline = "no noise";

    public static string Markdown(
        ImmutableArray<NoisyVariant> variants,
        IReadOnlyDictionary<string, List<NoisyRound>> rounds
    )
    {
        var baseline = rounds[Baseline];
        var text = new StringBuilder();
        text.AppendLine(
            "| variant | others' p50 ms | others' p99 ms | p99 vs no noise (min–max) | others' ops/s | noisy ops/s"
                + " | refused/s |"
        );
        text.AppendLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var variant in variants)
        {
            var of = rounds[variant.Name];
            var ratios = of.Zip(baseline, (a, b) => a.P99 / b.P99).ToList();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {variant.Name} | {Median(of.Select(round => round.P50)):F1} | {Median(of.Select(round => round.P99)):F1}"
                    + $" | {Median(ratios):F1} ({ratios.Min():F1}–{ratios.Max():F1})"
                    + $" | {Median(of.Select(round => round.Quiet)):F0} | {Median(of.Select(round => round.Noisy)):F0}"
                    + $" | {Median(of.Select(round => round.Refused)):F0} |"
            );
        }

        return text.ToString();
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
