using System.Globalization;
using System.Text.Json;
using Ringfence.Catalog.Manifests;

namespace Ringfence.Audit.Reports;

/// <summary>
/// All of a result, for programs. Names are as they are in the database; JSON's own escapes carry them.
/// </summary>
internal sealed class JsonReport : IReport
{
    public void Write(AuditResult result, TextWriter output) =>
        JsonText.Write(
            output,
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("version", 1);
                json.WriteString("subject", result.Subject);
                json.WriteBoolean("clean", result.IsClean);
                json.WriteString("verdict", Verdict.Of(result));
                json.WriteStartArray("findings");
                foreach (var judged in result.Findings)
                {
                    Write(judged, json);
                }

                json.WriteEndArray();
                json.WriteStartArray("undecided");
                foreach (var undecided in result.Undecided)
                {
                    json.WriteStartObject();
                    json.WriteString("rule", undecided.Rule.Id);
                    json.WriteString("name", undecided.Rule.Name);
                    json.WriteString("severity", Verdict.Word(undecided.Severity));
                    json.WriteString("kind", undecided.Object.Kind);
                    json.WriteString("object", undecided.Object.Name);
                    json.WriteString("reason", undecided.Reason);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                Array("unclassified", result.Unclassified, json);
                Array("unseen", result.Unseen, json);
                Suppressions("expiredSuppressions", result.Expired, json);
                Suppressions("unusedSuppressions", result.Unused, json);
                Array("rules", result.Rules.Select(rule => rule.Id), json);
                json.WriteEndObject();
            }
        );

    private static void Write(JudgedFinding judged, Utf8JsonWriter json)
    {
        var finding = judged.Finding;
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule.Id);
        json.WriteString("name", finding.Rule.Name);
        json.WriteString("severity", Verdict.Word(finding.Severity));
        json.WriteString("state", Verdict.Word(judged.State));
        if (judged.Reason is { } reason)
        {
            json.WriteString("reason", reason);
        }

        json.WriteString("kind", finding.Object.Kind);
        json.WriteString("object", finding.Object.Name);
        json.WriteString("message", finding.Message);
        json.WriteString("fix", finding.Fix);
        json.WriteStartObject("properties");
        foreach (var (name, value) in finding.Properties)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Array(string name, IEnumerable<string> values, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void Suppressions(string name, IEnumerable<Suppression> suppressions, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var suppression in suppressions)
        {
            json.WriteStartObject();
            json.WriteString("rule", suppression.Rule);
            json.WriteString("object", suppression.Object);
            json.WriteString("reason", suppression.Reason);
            json.WriteString("until", suppression.Expires.ToString("O", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
