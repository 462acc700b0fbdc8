using System.Globalization;
using System.Text;

namespace Ringfence.Cli.Benches;

/// <summary>What was measured, for a terminal: a table with a bar for each way, and the advice.</summary>
internal static class BenchText
{
    private const int BarWidth = 32;

    // From nothing to a whole cell, in eighths.
    private const string Eighths = " ▏▎▍▌▋▊▉";
    private const char Full = '█';

    private static readonly string[] Head = ["way", "p50 µs", "ratio", "least–most", "a second"];

    public static string Write(BenchResult result)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Printable.Of(result.Subject)}, binding {result.Database.Contract.Binding.SqlName()}."
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Printable.Of(result.Database.Table.Name.ToString())}, {result.Rows} rows of the tenant. A round trip takes"
                + $" {result.RoundTrip:F0} µs."
        );
        foreach (var read in result.Reads)
        {
            text.AppendLine();
            Table(read, text);
        }

        Lines("Not measured:", result.LeftOut, text);
        Lines("Advice:", result.Advice.Select(Line), text);
        if (result.Advice.IsEmpty)
        {
            text.AppendLine();
            text.AppendLine("There is nothing to advise.");
        }

        return text.ToString();
    }

    private static string Line(Advice advice) =>
        $"{advice.About}: {advice.Text}." + (advice.Fix is null ? "" : $"{Environment.NewLine}    {advice.Fix};");

    private static void Lines(string head, IEnumerable<string> lines, StringBuilder text)
    {
        foreach (var (index, line) in lines.Index())
        {
            if (index == 0)
            {
                text.AppendLine();
                text.AppendLine(head);
            }

            var parts = line.Split(Environment.NewLine).Select(Printable.Of);
            text.AppendLine($"  {string.Join(Environment.NewLine, parts)}");
        }
    }

    private static void Table(ReadResult read, StringBuilder text)
    {
        var rounds = read.Ways[0].Slices.Length;
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{read.Read.Name}, medians of {rounds} {(rounds == 1 ? "round" : "rounds")}, ratio to the first"
        );
        string[][] rows = [Head, .. read.Ways.Select(way => Cells(way, read.Ways[0]))];
        var widths = Head.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        var most = read.Ways.Max(way => way.P50);
        foreach (var (index, row) in rows.Index())
        {
            var cells = row.Select(
                (cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])
            );
            var bar = index == 0 ? "" : Bar(read.Ways[index - 1].P50 / most);
            text.AppendLine($"  {string.Join("  ", cells)}  {bar}".TrimEnd());
        }
    }

    private static string[] Cells(WayResult way, WayResult first)
    {
        var ratio = way.To(first);
        return
        [
            way.Way.Name,
            string.Create(CultureInfo.InvariantCulture, $"{way.P50:F0}"),
            string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:F2}"),
            string.Create(CultureInfo.InvariantCulture, $"{ratio.Least:F2}–{ratio.Most:F2}"),
            string.Create(CultureInfo.InvariantCulture, $"{way.PerSecond:F0}"),
        ];
    }

    private static string Bar(double share)
    {
        var eighths = (int)Math.Round(share * BarWidth * Eighths.Length);
        var rest = eighths % Eighths.Length;
        return new string(Full, eighths / Eighths.Length) + (rest == 0 ? "" : Eighths[rest]);
    }
}
