namespace Ringfence.Audit.Reports;

/// <summary>For people at a terminal: an object and a message a finding, and the SQL that mends it.</summary>
internal sealed class TextReport(bool coloured) : IReport
{
    private const string Bold = "1";
    private const string Dim = "2";
    private const string Red = "31";
    private const string Yellow = "33";
    private const string Green = "32";

    public void Write(AuditResult result, TextWriter output)
    {
        output.WriteLine(VisibleText.Of(result.Subject));
        foreach (var judged in result.Findings.Where(judged => judged.State == FindingState.Open))
        {
            Write(judged.Finding, output);
        }

        Section(
            "Not decided",
            result.Undecided.Select(u => $"{Verdict.Word(u.Severity)} {u.Rule.Id} {u.Object}: {u.Reason}"),
            output
        );
        Section("Unclassified: say in the manifest whose rows they hold", result.Unclassified, output);
        Section("Not seen", result.Unseen, output);
        Section(
            "Suppressions that have expired",
            result.Expired.Select(s => $"{s.Rule} {s.Object}, until {s.Expires:yyyy-MM-dd}: {s.Reason}"),
            output
        );
        Section("Suppressions of nothing", result.Unused.Select(s => $"{s.Rule} {s.Object}: {s.Reason}"), output);
        Section("The manifest says what is not so", result.Stale, output);
        WriteKnown(result, output);
        output.WriteLine();
        output.WriteLine(Colour(Verdict.Of(result), result.IsClean ? Green : Bold));
    }

    private void Write(Finding finding, TextWriter output)
    {
        var colour = finding.Severity switch
        {
            Severity.Error => Red,
            Severity.Warning => Yellow,
            _ => Dim,
        };
        output.WriteLine();
        output.WriteLine(
            $"{Colour($"{Verdict.Word(finding.Severity)} {finding.Rule.Id}", colour)} "
                + $"{Colour(VisibleText.Of(finding.Object.ToString()), Bold)} {Colour(finding.Rule.Name, Dim)}"
        );
        output.WriteLine($"  {VisibleText.Of(finding.Message)}");
        if (finding.Fix is { } fix)
        {
            foreach (var line in VisibleText.Lines(fix).Split('\n'))
            {
                output.WriteLine($"  {Colour("fix:", Green)} {line}");
            }
        }
    }

    private void Section(string heading, IEnumerable<string> lines, TextWriter output)
    {
        var any = false;
        foreach (var line in lines)
        {
            if (!any)
            {
                output.WriteLine();
                output.WriteLine(Colour($"{heading}:", Yellow));
                any = true;
            }

            output.WriteLine($"  {VisibleText.Of(line)}");
        }
    }

    private static void WriteKnown(AuditResult result, TextWriter output)
    {
        var known = result.Findings.Count(judged => judged.State == FindingState.Known);
        var suppressed = result.Findings.Count(judged => judged.State == FindingState.Suppressed);
        if (known + suppressed > 0)
        {
            output.WriteLine();
            output.WriteLine($"Not shown: {known} of the baseline, {suppressed} suppressed by the manifest.");
        }
    }

    private string Colour(string text, string code) => coloured ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
