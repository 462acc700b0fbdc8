using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Ringfence.Benchmarks.Bulk;

/// <summary>Rows a second, and the ratio to a copy that no policy holds.</summary>
internal static class BulkReport
{
    public static string Markdown(ImmutableArray<(string Name, ImmutableArray<double> Rates)> results)
    {
        var baseline = results.Single(result => result.Name == BulkInsertion.Baseline).Rates;
        var text = new StringBuilder();
        text.AppendLine("| variant | rows/s | vs copy (min–max) |");
        text.AppendLine("| --- | --- | --- |");
        foreach (var (name, rates) in results)
        {
            var ratios = Medians.Ratios(rates, baseline);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {name} | {Medians.Of(rates):F0} | {Medians.Of(ratios):F2} ({ratios.Min():F2}–{ratios.Max():F2}) |"
            );
        }

        return text.ToString();
    }
}
