using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ringfence.Benchmarks.Results;

namespace Ringfence.Benchmarks.Summaries;

/// <summary>The price of each way to keep tenants apart, as ratios to hand-written conditions without row security.</summary>
internal static class WaysTable
{
    /// <summary>The result whose network is a millisecond long.</summary>
    public const string FarResult = "binding-point-select-prepare-on-1ms";

    private const string NearResult = "binding";

    private static readonly ImmutableArray<string> Titles =
    [
        "Point select by key, auto-prepare on, ADO.NET",
        "Point select by key, auto-prepare on, EF Core",
    ];

    /// <summary>Null where nobody has measured it yet.</summary>
    public static string? FindMarkdown(IReadOnlyDictionary<string, QuestionResult> results)
    {
        if (results.GetValueOrDefault(NearResult) is not { } near)
        {
            return null;
        }

        var text = new StringBuilder();
        text.Append("| point select by key | p50 | throughput | p50, 1 ms of network | round trips |\n");
        text.Append("| --- | --- | --- | --- | --- |\n");
        foreach (var table in near.Tables.Where(table => Titles.Contains(table.Title)))
        {
            foreach (var variant in table.Variants)
            {
                string Cell(string result, Measure measure, string? to)
                {
                    var found = new Figure(result, table.Title, variant.Name, measure.Name, to).Find(results);
                    return found?.Median.ToString(to is null ? "0" : "F2", CultureInfo.InvariantCulture) ?? "";
                }

                text.Append(
                    null,
                    $"| {variant.Name} | {Cell(NearResult, Measure.P50, table.Baseline)}"
                        + $" | {Cell(NearResult, Measure.Throughput, table.Baseline)}"
                        + $" | {Cell(FarResult, Measure.P50, table.Baseline)}"
                        + $" | {Cell(NearResult, Measure.Flights, null)} |\n"
                );
            }
        }

        text.Append(null, $"\n{near.Machine}: `{near.Command}` ([report]({Report(near)}))");
        var far = results.GetValueOrDefault(FarResult);
        text.Append(far is null ? ".\n" : $", `{far.Command}` ([report]({Report(far)})).\n");
        return text.ToString();
    }

    private static string Report(QuestionResult result) => $"bench/results/{ResultFile.NameOf(result)}.md";
}
