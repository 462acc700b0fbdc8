using System.Globalization;
using System.Text;
using Ringfence.Catalog.Manifests;

namespace Ringfence.Audit.Reports;

/// <summary>
/// A table for a pull request. Every sign that Markdown or HTML could read is written as a character reference.
/// </summary>
internal sealed class MarkdownReport : IReport
{
    public void Write(AuditResult result, TextWriter output)
    {
        output.Write($"## Ringfence audit\n\n{Plain(result.Subject)}\n\n**{Plain(Verdict.Of(result))}**\n");
        if (result.Findings.Length > 0)
        {
            output.Write("\n| severity | rule | object | finding | state |\n| --- | --- | --- | --- | --- |\n");
        }

        foreach (var judged in result.Findings)
        {
            var finding = judged.Finding;
            var state = judged.Reason is null
                ? Verdict.Word(judged.State)
                : $"{Verdict.Word(judged.State)}: {judged.Reason}";
            output.Write(
                $"| {Verdict.Word(finding.Severity)} | {finding.Rule.Id} | {Code(finding.Object.ToString())} "
                    + $"| {Plain(finding.Message)}{Fix(finding)} | {Plain(state)} |\n"
            );
        }

        List(
            "Not decided",
            result.Undecided.Select(u =>
                $"{Verdict.Word(u.Severity)} {u.Rule.Id} {Code(u.Object.ToString())}: {Plain(u.Reason)}"
            ),
            output
        );
        List("Unclassified tables", result.Unclassified.Select(Code), output);
        List("Not seen", result.Unseen.Select(Plain), output);
        List("Expired suppressions", result.Expired.Select(Describe), output);
        List("Suppressions of nothing", result.Unused.Select(Describe), output);
    }

    private static string Describe(Suppression suppression) =>
        $"{Plain(suppression.Rule)} {Code(suppression.Object)}: {Plain(suppression.Reason)}";

    private static string Fix(Finding finding) =>
        finding.Fix is null
            ? ""
            : $"<br>{string.Join("<br>", VisibleText.Lines(finding.Fix).Split('\n').Select(Code))}";

    private static void List(string heading, IEnumerable<string> lines, TextWriter output)
    {
        var items = lines.ToList();
        if (items.Count > 0)
        {
            output.Write($"\n### {heading}\n\n{string.Concat(items.Select(item => $"- {item}\n"))}");
        }
    }

    private static string Code(string text) => $"<code>{Plain(text)}</code>";

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in VisibleText.Of(text))
        {
            if (char.IsLetterOrDigit(letter) || letter is ' ' or '.' or ',' or ';' or '-' || char.IsSurrogate(letter))
            {
                plain.Append(letter);
            }
            else
            {
                plain.Append(CultureInfo.InvariantCulture, $"&#{(int)letter};");
            }
        }

        return plain.ToString();
    }
}
