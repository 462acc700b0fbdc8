using System.Text.Json;

namespace UnitTests.Audit;

/// <summary>
/// What SARIF 2.1.0 and GitHub's code scanning require of the parts that we write: names, kinds of values, allowed
/// words, and
/// no property besides.
/// </summary>
internal static class SarifShape
{
    private static readonly Dictionary<string, string> Properties = new(StringComparer.Ordinal)
    {
        [""] = "$schema! version! runs!",
        ["runs"] = "tool! invocations results!",
        ["tool"] = "driver!",
        ["driver"] = "name! semanticVersion rules",
        ["rules"] = "id! name shortDescription fullDescription help defaultConfiguration",
        ["defaultConfiguration"] = "level",
        ["help"] = "text! markdown",
        ["shortDescription"] = "text!",
        ["fullDescription"] = "text!",
        ["invocations"] = "executionSuccessful! toolExecutionNotifications",
        ["toolExecutionNotifications"] = "level message!",
        ["results"] =
            "ruleId ruleIndex kind level message! locations partialFingerprints baselineState suppressions properties",
        ["message"] = "text!",
        ["locations"] = "physicalLocation logicalLocations",
        ["physicalLocation"] = "artifactLocation region",
        ["artifactLocation"] = "uri",
        ["region"] = "startLine",
        ["logicalLocations"] = "fullyQualifiedName kind",
        ["suppressions"] = "kind! justification",
    };

    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["version"] = ["2.1.0"],
        ["level"] = ["none", "note", "warning", "error"],
        ["results.kind"] = ["review", "fail"],
        ["suppressions.kind"] = ["inSource", "external"],
        ["baselineState"] = ["new", "unchanged", "updated", "absent"],
    };

    public static IEnumerable<string> Faults(JsonElement root) => Faults(root, "");

    private static IEnumerable<string> Faults(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().SelectMany(item => Faults(item, name));
        }

        return element.ValueKind != JsonValueKind.Object || !Properties.TryGetValue(name, out var known)
            ? []
            : Faults(element, name, known.Split(' '));
    }

    private static IEnumerable<string> Faults(JsonElement element, string name, string[] known)
    {
        var allowed = known.Select(word => word.TrimEnd('!')).ToHashSet(StringComparer.Ordinal);
        foreach (var required in known.Where(word => word.EndsWith('!')).Select(word => word.TrimEnd('!')))
        {
            if (!element.TryGetProperty(required, out _))
            {
                yield return $"{name} has no {required}";
            }
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!allowed.Contains(property.Name))
            {
                yield return $"{name}.{property.Name} is not known";
            }

            var words = Words.GetValueOrDefault($"{name}.{property.Name}") ?? Words.GetValueOrDefault(property.Name);
            if (words is not null && !words.Contains(property.Value.GetString(), StringComparer.Ordinal))
            {
                yield return $"{name}.{property.Name} is {property.Value}";
            }

            if (property.Name == "text" && property.Value.GetString() is { } text && Braces(text) != 0)
            {
                yield return $"{name}.text has a placeholder";
            }

            foreach (var fault in Faults(property.Value, property.Name))
            {
                yield return fault;
            }
        }
    }

    /// <summary>Single braces: those that are left when the doubled ones are gone.</summary>
    private static int Braces(string text) =>
        text.Replace("{{", "", StringComparison.Ordinal)
            .Replace("}}", "", StringComparison.Ordinal)
            .Count(c => c is '{' or '}');
}
