namespace Ringfence.Audit.Reports;

/// <summary>Workflow commands of GitHub Actions: an annotation a finding.</summary>
/// <remarks>
/// A command ends with its line, and its data and properties escape by percent signs as GitHub's toolkit does. Text
/// that
/// is no command is never written at the start of a line, where <c>::</c> would make it one.
/// </remarks>
internal sealed class GitHubReport(string? file) : IReport
{
    public void Write(AuditResult result, TextWriter output)
    {
        foreach (var finding in result.Open)
        {
            Command(
                Word(finding.Severity),
                $"{finding.Rule.Id} {finding.Object}",
                finding.Fix is null ? finding.Message : $"{finding.Message}\nFix: {finding.Fix}",
                output
            );
        }

        foreach (var undecided in result.Undecided)
        {
            Command(
                Word(undecided.Severity),
                $"{undecided.Rule.Id} {undecided.Object}",
                $"Not decided: {undecided.Reason}",
                output
            );
        }

        foreach (var table in result.Unclassified)
        {
            Command("warning", $"Unclassified table {table}", "Say in the manifest whose rows it holds.", output);
        }

        foreach (var unseen in result.Unseen)
        {
            Command("error", "Not seen", unseen, output);
        }

        foreach (var expired in result.Expired)
        {
            Command("warning", $"Expired suppression {expired.Rule} {expired.Object}", expired.Reason, output);
        }

        Command(result.IsClean ? "notice" : "warning", "Audit", Verdict.Of(result), output);
    }

    private static string Word(Severity severity) =>
        severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "notice",
        };

    private void Command(string command, string title, string message, TextWriter output)
    {
        var place = file is null ? "" : $"file={Property(file)},line=1,";
        output.Write(
            $"::{command} {place}title={Property(VisibleText.Of(title))}::{Data(VisibleText.Lines(message))}\n"
        );
    }

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
