using System.Text.Json;
using System.Text.RegularExpressions;

namespace PostgresTests.Plans;

/// <summary>A node of a plan, as <c>explain (format json)</c> tells of it.</summary>
internal sealed partial record PlanNode(JsonElement Json)
{
    private static readonly string[] Conditions = ["Index Cond", "Recheck Cond", "Filter"];

    public string Type => Find("Node Type")!;

    public string? Relation => Find("Relation Name");

    /// <summary>What is computed before the plan runs, and given to its nodes as a value.</summary>
    public bool IsInitPlan => Find("Parent Relationship") == "InitPlan";

    /// <summary>How often it ran; only where the plan was executed.</summary>
    public double Loops => Json.GetProperty("Actual Loops").GetDouble();

    public string IndexCondition => Find("Index Cond") ?? "";

    public string Filter => Find("Filter") ?? "";

    public IEnumerable<PlanNode> Children =>
        Json.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray().Select(plan => new PlanNode(plan)) : [];

    public IEnumerable<PlanNode> All => Children.SelectMany(child => child.All).Prepend(this);

    /// <summary>The nodes that read a table, without the one that writes it.</summary>
    public IEnumerable<PlanNode> Scans => All.Where(node => node.Relation is not null && node.Type != "ModifyTable");

    /// <summary>
    /// Whether the node reads the rows of one tenant, which it is told as a value: by itself, or by the index below it.
    /// </summary>
    public bool IsOfOneTenant =>
        Children
            .Prepend(this)
            .Where(node => node == this || node.Relation is null)
            .SelectMany(node => Conditions.Select(node.Find))
            .Any(condition => condition is not null && TenantAsValue.IsMatch(condition));

    public static PlanNode Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new(document.RootElement[0].GetProperty("Plan").Clone());
    }

    /// <summary>The result of an InitPlan is called <c>$0</c>, and <c>(InitPlan 1).col1</c> since PostgreSQL 17.</summary>
    [GeneratedRegex(@"tenant_id = (\$[0-9]+|\(InitPlan [0-9]+\)\.col1)", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex TenantAsValue { get; }

    private string? Find(string name) => Json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
