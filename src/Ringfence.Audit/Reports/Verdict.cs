using System.Globalization;

namespace Ringfence.Audit.Reports;

/// <summary>A result in one sentence, which never says clean where something was not seen.</summary>
internal static class Verdict
{
    public static string Of(AuditResult result)
    {
        if (result.IsClean)
        {
            return $"Clean: {Count(result.Rules.Length, "rule")} found nothing that is open.";
        }

        string[] parts =
        [
            .. Parts(result.Open.Select(finding => finding.Severity), ""),
            .. Parts(result.Undecided.Select(undecided => undecided.Severity), "undecided "),
            .. Part(result.Unclassified.Length, "unclassified"),
            .. Part(result.Unseen.Length, "not seen"),
        ];
        return $"Not clean: {string.Join(", ", parts)}.";
    }

    public static string Word(Severity severity) =>
        severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "note",
        };

    public static string Word(FindingState state) =>
        state switch
        {
            FindingState.Known => "known",
            FindingState.Suppressed => "suppressed",
            _ => "open",
        };

    private static IEnumerable<string> Parts(IEnumerable<Severity> severities, string what) =>
        severities
            .GroupBy(severity => severity)
            .OrderByDescending(group => group.Key)
            .Select(group => Count(group.Count(), $"{what}{Word(group.Key)}"));

    private static string[] Part(int count, string what) =>
        count == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{count} {what}")];

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
