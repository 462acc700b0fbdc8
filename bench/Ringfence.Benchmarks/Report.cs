using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Ringfence.Benchmarks;

/// <summary>Medians, and the medians of the ratios round by round: those hold where the absolute figures do not.</summary>
internal static class Report
{
    public static string Markdown(ImmutableArray<VariantResult> results, string baseline, string kong)
    {
        var bare = results.Single(result => result.Name == baseline);
        var other = results.Single(result => result.Name == kong);
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| variant | p50 µs | p50 vs bare | ops/s | ops vs bare (min–max) | ops vs {kong} |"
        );
        text.AppendLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var result in results)
        {
            var ratios = Medians.Ratios(result.Throughput, bare.Throughput);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Name} | {Medians.Of(result.P50):F0} | {Medians.Of(Medians.Ratios(result.P50, bare.P50)):F2}"
                    + $" | {Medians.Of(result.Throughput):F0} | {Medians.Of(ratios):F2} ({ratios.Min():F2}–{ratios.Max():F2})"
                    + $" | {Medians.Of(Medians.Ratios(result.Throughput, other.Throughput)):F2} |"
            );
        }

        return text.ToString();
    }
}
