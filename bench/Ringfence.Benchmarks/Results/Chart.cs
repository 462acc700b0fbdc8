using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Ringfence.Benchmarks.Results;

/// <summary>
/// A chart of the ratios to the baseline as SVG: a bar to the median, a line from the least to the most, a panel a table
/// and a column a measure. Its colours follow the reader's choice of light or dark.
/// </summary>
internal sealed class Chart
{
    private const int LabelWidth = 330;
    private const int PlotWidth = 300;
    private const int FigureWidth = 60;
    private const int RowHeight = 20;
    private const int BarHeight = 12;
    private const int Margin = 16;

    /// <summary>A longer bar is cut: one slow variant must not make the others equal.</summary>
    private const double Longest = 4;

    private const string Style = """
        text { font: 12px system-ui, sans-serif; fill: #1f2328; }
        .title { font-weight: 600; font-size: 14px; } .soft { fill: #59636e; }
        .bar { fill: #6ea8dc; } .ours { fill: #2f9e62; } .one { stroke: #59636e; stroke-dasharray: 3 3; }
        .spread { stroke: #1f2328; stroke-width: 1.5; }
        @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3; } .soft { fill: #9198a1; } .bar { fill: #3b73a8; } .ours { fill: #2a8a55; }
            .one { stroke: #9198a1; } .spread { stroke: #e6edf3; }
        }
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly List<XElement> _drawn = [];
    private int _at = Margin;

    private Chart() { }

    /// <summary>Of one group of tables; null where none of them has a baseline.</summary>
    public static string? Find(QuestionResult result, string? group)
    {
        var tables = result
            .Tables.Where(table => table.Group == group && Compared(table).Length > 0)
            .ToImmutableArray();
        if (tables.IsEmpty)
        {
            return null;
        }

        var chart = new Chart();
        chart.Text(Margin, "title", $"{result.Title}: ratios to the baseline");
        chart._at += RowHeight;
        foreach (var line in Folded(result.Machine.ToString()))
        {
            chart.Text(Margin, "soft", line);
            chart._at += RowHeight;
        }

        foreach (var table in tables)
        {
            chart.Draw(table);
        }

        var width = LabelWidth + (tables.Max(table => Compared(table).Length) * (PlotWidth + FigureWidth)) + Margin;
        return new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {width} {chart._at + Margin}"),
            new XAttribute("width", width),
            new XAttribute("role", "img"),
            new XElement(Svg + "title", result.Title),
            new XElement(Svg + "style", Style),
            chart._drawn
        ).ToString();
    }

    private static ImmutableArray<Measure> Compared(ResultTable table) =>
        table.Find(table.Baseline) is null ? [] : [.. table.Measures.Where(measure => measure.IsCompared)];

    private static IEnumerable<string> Folded(string text) =>
        text.Split(", ").Chunk(4).Select(x => string.Join(", ", x));

    private void Draw(ResultTable table)
    {
        _at += RowHeight / 2;
        Text(Margin, "title", table.Title);
        _at += RowHeight;
        var measures = Compared(table);
        for (var column = 0; column < measures.Length; column++)
        {
            var better = measures[column].IsMoreBetter ? "more is better" : "less is better";
            Text(Left(column), "soft", $"{measures[column].Name} vs {table.Baseline} ({better})");
        }

        _at += RowHeight;
        var baseline = table.Find(table.Baseline)!;
        var scales = measures
            .Select(measure => Scale(table.Variants.Select(variant => variant.FindRatio(measure, baseline))))
            .ToArray();
        var top = _at - BarHeight;
        foreach (var variant in table.Variants)
        {
            Text(Margin, null, variant.Name);
            for (var column = 0; column < measures.Length; column++)
            {
                if (variant.FindRatio(measures[column], baseline) is { } ratio)
                {
                    Bar(Left(column), ratio, scales[column], IsOurs(variant.Name));
                }
            }

            _at += RowHeight;
        }

        for (var column = 0; column < measures.Length; column++)
        {
            Stroke("one", Left(column) + scales[column], top, Left(column) + scales[column], _at - RowHeight + 4);
        }
    }

    /// <summary>The pixels of a ratio of one.</summary>
    private static double Scale(IEnumerable<Spread?> ratios) =>
        PlotWidth / Math.Clamp(ratios.Max(ratio => ratio?.Most) ?? 1, 1, Longest);

    private static int Left(int column) => LabelWidth + (column * (PlotWidth + FigureWidth));

    private static bool IsOurs(string variant) => variant.Contains("Ringfence", StringComparison.Ordinal);

    private void Bar(int left, Spread ratio, double scale, bool isOurs)
    {
        var middle = _at - (BarHeight / 2) + 2;
        _drawn.Add(
            new(
                Svg + "rect",
                new XAttribute("class", isOurs ? "ours" : "bar"),
                new XAttribute("x", left),
                new XAttribute("y", middle - (BarHeight / 2)),
                new XAttribute("width", Number(Pixels(ratio.Median, scale))),
                new XAttribute("height", BarHeight)
            )
        );
        Stroke("spread", left + Pixels(ratio.Least, scale), middle, left + Pixels(ratio.Most, scale), middle);
        var isCut = ratio.Median * scale > PlotWidth;
        var end = (int)Math.Max(Pixels(ratio.Most, scale), Pixels(ratio.Median, scale));
        Text(left + end + 6, null, (isCut ? "→ " : "") + ratio.Median.ToString("F2", CultureInfo.InvariantCulture));
    }

    private static double Pixels(double ratio, double scale) => Math.Min(ratio * scale, PlotWidth);

    private void Text(int left, string? style, string text) =>
        _drawn.Add(
            new(
                Svg + "text",
                style is null ? null : new XAttribute("class", style),
                new XAttribute("x", left),
                new XAttribute("y", _at),
                text
            )
        );

    private void Stroke(string style, double x1, double y1, double x2, double y2) =>
        _drawn.Add(
            new(
                Svg + "line",
                new XAttribute("class", style),
                new XAttribute("x1", Number(x1)),
                new XAttribute("y1", Number(y1)),
                new XAttribute("x2", Number(x2)),
                new XAttribute("y2", Number(y2))
            )
        );

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
