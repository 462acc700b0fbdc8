using System.Globalization;

namespace Ringfence.Cli;

/// <summary>The log as columns for a terminal, each as wide as its widest cell.</summary>
internal static class AdminLogTable
{
    private static readonly string[] Head = ["at (UTC)", "role", "from", "who", "mode", "reason"];

    public static string Write(IReadOnlyList<AdminLogEntry> entries)
    {
        string[][] rows = [Head, .. entries.Select(Cells)];
        var widths = Head.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        return string.Join(
            Environment.NewLine,
            rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())
        );
    }

    private static string[] Cells(AdminLogEntry entry) =>
        [
            entry.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            Printable.Of(entry.SessionRole),
            entry.ClientAddress ?? "local",
            Printable.Of(entry.Who),
            entry.Mode,
            Printable.Of(entry.Ticket is null ? entry.Reason : $"{entry.Reason} ({entry.Ticket})"),
        ];
}
