namespace Ringfence.Audit;

/// <summary>A finding that the manifest accepts, for a while.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Object">The object's kind and name, or its name alone.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">The last day on which it holds, in UTC; null for ever.</param>
internal sealed record Suppression(string Rule, string Object, string Reason, DateOnly? Until)
{
    public bool Names(string rule, AuditObject @object) =>
        string.Equals(Rule, rule, StringComparison.OrdinalIgnoreCase)
        && (Object == @object.Name || Object == @object.ToString());

    public bool IsExpired(DateOnly today) => Until < today;
}
