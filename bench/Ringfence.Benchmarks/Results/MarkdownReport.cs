using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Ringfence.Benchmarks.Results;

/// <summary>Medians, and the medians of the ratios round by round with their spread, as tables.</summary>
internal static class MarkdownReport
{
    /// <param name="result">What to tell.</param>
    /// <param name="charts">The file names of charts beside the report, by the group of their tables.</param>
    public static string Of(QuestionResult result, IReadOnlyDictionary<string, string> charts)
    {
        var text = new StringBuilder();
        Line(text, $"# {result.Title}, {result.Machine.Date:yyyy-MM-dd}");
        Line(text, $"");
        Line(text, $"`{result.Command}`");
        Line(text, $"");
        Line(text, $"{result.Machine}. {result.Method}");

        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in result.Tables)
        {
            var group = table.Group ?? "";
            if (shown.Add(group) && charts.TryGetValue(group, out var chart))
            {
                Line(text, $"");
                Line(text, $"![Ratios to the baseline]({chart})");
            }

            Line(text, $"");
            Line(text, $"## {table.Title}");
            Line(text, $"");
            if (table.Baseline is { } baseline && table.Measures.Any(measure => measure.IsCompared))
            {
                Line(text, $"Ratios are to {baseline}{(table.Rival is { } rival ? $"; the rival is {rival}" : "")}.");
                Line(text, $"");
            }

            text.Append(Of(table));
            if (table.Note is { } note)
            {
                Line(text, $"");
                Line(text, $"{note}");
            }
        }

        return text.ToString();
    }

    public static string Of(ResultTable table)
    {
        var text = new StringBuilder();
        var hasRemarks = table.Variants.Any(variant => variant.Remark is not null);
        ImmutableArray<string> columns =
        [
            "variant",
            .. table.Measures.SelectMany(measure => Columns(table, measure)),
            .. hasRemarks ? (string[])["remark"] : [],
        ];
        Line(text, $"| {string.Join(" | ", columns)} |");
        Line(text, $"|{string.Concat(columns.Select(_ => " --- |"))}");
        foreach (var variant in table.Variants)
        {
            IEnumerable<string> cells =
            [
                variant.Name,
                .. table.Measures.SelectMany(measure => Cells(table, measure, variant)),
                .. hasRemarks ? (string[])[variant.Remark ?? ""] : [],
            ];
            Line(text, $"| {string.Join(" | ", cells)} |");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Columns(ResultTable table, Measure measure)
    {
        yield return measure.Title;
        if (measure.IsCompared && table.Baseline is not null)
        {
            yield return "ratio (min–max)";
            if (table.Rival is not null)
            {
                yield return "to the rival";
            }
        }
    }

    private static IEnumerable<string> Cells(ResultTable table, Measure measure, VariantResult variant)
    {
        yield return variant.Find(measure) is { } spread ? measure.Text(spread.Median) : "";
        if (measure.IsCompared && table.Baseline is not null)
        {
            yield return Ratio(table.Baseline)?.ToString() ?? "";
            if (table.Rival is not null)
            {
                yield return Ratio(table.Rival)?.Median.ToString("F2", CultureInfo.InvariantCulture) ?? "";
            }
        }

        Spread? Ratio(string to) => table.Find(to) is { } other ? variant.FindRatio(measure, other) : null;
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
