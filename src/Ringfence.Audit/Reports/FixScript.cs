using System.Text;

namespace Ringfence.Audit.Reports;

/// <summary>
/// The SQL of the open findings, in one transaction, each below what it is for. To be read before it is run.
/// </summary>
internal static class FixScript
{
    public static string Of(AuditResult result)
    {
        var script = new StringBuilder("-- Read this before you run it.\nbegin;\n");
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finding in result.Open)
        {
            // A comment ends with its line, so a name in it must not end one.
            script.Append(
                null,
                $"\n-- {finding.Rule.Id} {VisibleText.Of(finding.Object.ToString())}: "
                    + $"{VisibleText.Of(finding.Message)}\n"
            );
            script.Append(
                finding.Fix is not { } fix ? "-- Nothing that can be run unread: see ringfence explain.\n"
                : written.Add(fix) ? $"{fix};\n"
                : "-- As above.\n"
            );
        }

        return script.Append("\ncommit;\n").ToString();
    }
}
