using System.Globalization;
using System.Xml;

namespace Ringfence.Audit.Reports;

/// <summary>
/// A test case a finding; a rule that found nothing is one that passed, what was not seen or decided is an error. A rule
/// that did not run to its end, or is in doubt, has not passed.
/// </summary>
internal sealed class JUnitReport : IReport
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Indent = true,
        NewLineChars = "\n",
        NewLineHandling = NewLineHandling.Replace,
        OmitXmlDeclaration = false,
    };

    public void Write(AuditResult result, TextWriter output)
    {
        using (var xml = XmlWriter.Create(output, Settings))
        {
            var open = result.Open.ToList();
            var passed = result.Passed.ToList();
            var errors = result.Unseen.Length + result.Undecided.Length + result.Unclassified.Length;
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", "ringfence audit");
            xml.WriteAttributeString("tests", Number(open.Count + passed.Count + errors));
            xml.WriteAttributeString("failures", Number(open.Count));
            xml.WriteAttributeString("errors", Number(errors));
            xml.WriteAttributeString("skipped", "0");
            foreach (var finding in open)
            {
                Case(xml, finding.Rule.Id, finding.Object.ToString(), "failure", Text(finding), finding.Message);
            }

            foreach (var rule in passed)
            {
                Case(xml, rule.Id, rule.Name, null, "", "");
            }

            foreach (var undecided in result.Undecided)
            {
                Case(
                    xml,
                    undecided.Rule.Id,
                    undecided.Object.ToString(),
                    "error",
                    "",
                    $"{Verdict.Word(undecided.Severity)}, not decided: {undecided.Reason}"
                );
            }

            foreach (var table in result.Unclassified)
            {
                Case(xml, "unclassified", $"table {table}", "error", "", "Nobody says whose rows it holds.");
            }

            foreach (var unseen in result.Unseen)
            {
                Case(xml, "unseen", unseen, "error", "", unseen);
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        output.Write('\n');
    }

    private static string Text(Finding finding) => finding.Fix is null ? "" : $"Fix:\n{finding.Fix}";

    private static void Case(XmlWriter xml, string rule, string name, string? outcome, string text, string message)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"ringfence.{rule}");
        xml.WriteAttributeString("name", VisibleText.Of(name));
        if (outcome is not null)
        {
            xml.WriteStartElement(outcome);
            xml.WriteAttributeString("message", VisibleText.Of(message));
            xml.WriteAttributeString("type", rule);
            xml.WriteString(VisibleText.Lines(text));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
