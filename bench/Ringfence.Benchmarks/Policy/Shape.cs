using System.Globalization;
using System.Text.Json;

namespace Ringfence.Benchmarks.Policy;

/// <summary>What an executed plan took, and what it looks like in a line.</summary>
/// <param name="Planning">Milliseconds.</param>
/// <param name="Execution">Milliseconds.</param>
/// <param name="Text">Its nodes, the upper before the lower, with what each reads.</param>
/// <param name="Rows">How many rows it gave, or changed.</param>
internal sealed record Shape(double Planning, double Execution, string Text, double Rows)
{
    /// <summary>Reads what <c>explain (analyze, timing off, format json)</c> says.</summary>
    public static Shape Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement[0];
        var plan = root.GetProperty("Plan");
        var getters = Nodes(plan).Count(IsInitPlan);
        var text =
            Describe(plan) + (getters == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; getter {getters}×"));
        return new(
            root.GetProperty("Planning Time").GetDouble(),
            root.GetProperty("Execution Time").GetDouble(),
            text,
            plan.GetProperty("Node Type").GetString() == "ModifyTable"
                ? Children(plan).First(child => !IsInitPlan(child)).GetProperty("Actual Rows").GetDouble()
                : plan.GetProperty("Actual Rows").GetDouble()
        );
    }

    private static string Describe(JsonElement node)
    {
        var type = node.GetProperty("Node Type").GetString();
        var isParallel = node.TryGetProperty("Parallel Aware", out var aware) && aware.GetBoolean();
        var relation = node.TryGetProperty("Relation Name", out var name) ? $" {name.GetString()}" : "";
        var index = node.TryGetProperty("Index Name", out var used) ? $" by {used.GetString()}" : "";
        var children = Children(node).Where(child => !IsInitPlan(child)).Select(Describe).ToArray();
        var below = children.Length == 0 ? "" : $"({string.Join(", ", children)})";
        return $"{(isParallel ? "Parallel " : "")}{type}{relation}{index}{(AsksEachRow(node) ? ", getter each row" : "")}{below}";
    }

    /// <summary>A filter is computed for each row; an index's condition once.</summary>
    private static bool AsksEachRow(JsonElement node) =>
        node.TryGetProperty("Filter", out var filter)
        && filter.GetString() is { } text
        && (
            text.Contains("kong_get(", StringComparison.Ordinal)
            || text.Contains("current_setting(", StringComparison.Ordinal)
            || text.Contains("tenant()", StringComparison.Ordinal)
        );

    private static bool IsInitPlan(JsonElement node) =>
        node.TryGetProperty("Parent Relationship", out var relationship) && relationship.GetString() == "InitPlan";

    private static IEnumerable<JsonElement> Nodes(JsonElement node) => Children(node).SelectMany(Nodes).Prepend(node);

    private static JsonElement.ArrayEnumerator Children(JsonElement node) =>
        node.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray() : default;
}
