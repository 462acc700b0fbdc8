using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ringfence.Audit.Reports;

/// <summary>
/// SARIF 2.1.0 for code scanning. An object of a database is a logical location; the physical one, which GitHub asks
/// for, is the manifest, where whose rows a table holds is said.
/// </summary>
internal sealed class SarifReport(string? file) : IReport
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    public void Write(AuditResult result, TextWriter output) =>
        JsonText.Write(
            output,
            json =>
            {
                var indices = result.Rules.Select((rule, index) => (rule.Id, index)).ToDictionary();
                json.WriteStartObject();
                json.WriteString("$schema", Schema);
                json.WriteString("version", "2.1.0");
                json.WriteStartArray("runs");
                json.WriteStartObject();
                Tool(result, json);
                Invocation(result, json);
                json.WriteStartArray("results");
                foreach (var judged in result.Findings)
                {
                    Result(judged, indices, json);
                }

                foreach (var undecided in result.Undecided)
                {
                    Review(undecided, indices, json);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }
        );

    private static void Tool(AuditResult result, Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Ringfence");
        json.WriteString("semanticVersion", typeof(SarifReport).Assembly.GetName().Version!.ToString(3));
        json.WriteStartArray("rules");
        foreach (var rule in result.Rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            json.WriteString("name", rule.GetType().Name);
            Message("shortDescription", rule.Page.Title, json);
            Message("fullDescription", rule.Page.Section("Why"), json);
            json.WriteStartObject("help");
            json.WriteString("text", rule.Page.Text);
            json.WriteString("markdown", rule.Page.Text);
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Verdict.Word(rule.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What was not seen makes the run one that failed, so that no results is never taken as clean.</summary>
    private static void Invocation(AuditResult result, Utf8JsonWriter json)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", result.Unseen.IsEmpty);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var unseen in result.Unseen)
        {
            Notification("error", $"Not seen: {unseen}", json);
        }

        foreach (var undecided in result.Undecided)
        {
            Notification(
                Verdict.Word(undecided.Severity),
                $"Not decided: {undecided.Rule.Id} {undecided.Object}: {undecided.Reason}",
                json
            );
        }

        foreach (var table in result.Unclassified)
        {
            Notification("warning", $"Unclassified table {table}: say in the manifest whose rows it holds.", json);
        }

        foreach (var expired in result.Expired)
        {
            Notification("warning", $"Expired suppression of {expired.Rule} {expired.Object}: {expired.Reason}", json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Notification(string level, string text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("level", level);
        Message("message", text, json);
        json.WriteEndObject();
    }

    private void Result(JudgedFinding judged, Dictionary<string, int> indices, Utf8JsonWriter json)
    {
        var finding = judged.Finding;
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule.Id);
        json.WriteNumber("ruleIndex", indices[finding.Rule.Id]);
        json.WriteString("level", Verdict.Word(finding.Severity));
        Message("message", $"{finding.Object}: {finding.Message}", json);
        Locations(finding.Object, json);
        Fingerprint(finding.Key, json);
        json.WriteString("baselineState", judged.State == FindingState.Known ? "unchanged" : "new");
        if (judged.Reason is { } reason)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("justification", reason);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("properties");
        foreach (var (name, value) in finding.Properties)
        {
            json.WriteString(name, value);
        }

        if (finding.Fix is { } fix)
        {
            json.WriteString("fix", fix);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>
    /// What a human has to look at. The standard has no level but none for what is not a failure, so that the severity is a
    /// property of it, and the level of a notification.
    /// </summary>
    /// <remarks>SARIF 2.1.0, sections 3.27.9 and 3.27.10.</remarks>
    private void Review(Undecided undecided, Dictionary<string, int> indices, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", undecided.Rule.Id);
        json.WriteNumber("ruleIndex", indices[undecided.Rule.Id]);
        json.WriteString("kind", "review");
        json.WriteString("level", "none");
        Message("message", $"{undecided.Object}: not decided: {undecided.Reason}", json);
        Locations(undecided.Object, json);
        Fingerprint(new(undecided.Rule.Id, undecided.Object.ToString(), "undecided"), json);
        json.WriteStartObject("properties");
        json.WriteString("severity", Verdict.Word(undecided.Severity));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Locations(AuditObject @object, Utf8JsonWriter json)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (file is not null)
        {
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal));
            json.WriteEndObject();
            json.WriteStartObject("region");
            json.WriteNumber("startLine", 1);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", @object.Name);
        json.WriteString("kind", @object.Kind);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Fingerprint(FindingKey key, Utf8JsonWriter json)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Rule}\0{key.Object}\0{key.Part}"));
        json.WriteStartObject("partialFingerprints");
        json.WriteString("ringfence/v1", Convert.ToHexStringLower(hash));
        json.WriteEndObject();
    }

    private static void Message(string name, string text, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteString("text", Literal(VisibleText.Lines(text)));
        json.WriteEndObject();
    }

    /// <summary>Braces would be a message's placeholders, and brackets before a parenthesis its links.</summary>
    /// <remarks>SARIF 2.1.0, sections 3.11.5 and 3.11.6.</remarks>
    private static string Literal(string text) =>
        text.Replace("{", "{{", StringComparison.Ordinal)
            .Replace("}", "}}", StringComparison.Ordinal)
            .Replace("](", "] (", StringComparison.Ordinal);
}
