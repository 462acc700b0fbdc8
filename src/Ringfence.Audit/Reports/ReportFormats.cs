namespace Ringfence.Audit.Reports;

/// <summary>One line a format.</summary>
internal static class ReportFormats
{
    /// <param name="format">The format.</param>
    /// <param name="coloured">Whether text is for a terminal that shows colours.</param>
    /// <param name="file">The file that annotations are shown at: the manifest, or null.</param>
    public static IReport Create(ReportFormat format, bool coloured, string? file) =>
        format switch
        {
            ReportFormat.Text => new TextReport(coloured),
            ReportFormat.Json => new JsonReport(),
            ReportFormat.Sarif => new SarifReport(file),
            ReportFormat.JUnit => new JUnitReport(),
            ReportFormat.Markdown => new MarkdownReport(),
            ReportFormat.GitHub => new GitHubReport(file),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, message: null),
        };
}
