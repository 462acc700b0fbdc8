namespace Ringfence.Audit;

/// <summary>Tells a finding from others, from one run to the next.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Object">Kind and name.</param>
/// <param name="Part">Which of several at this object.</param>
internal sealed record FindingKey(string Rule, string Object, string Part)
{
    /// <summary>By rule, then object, then part, letter by letter, whatever the machine's language.</summary>
    public static IOrderedEnumerable<FindingKey> Sort(IEnumerable<FindingKey> keys) =>
        keys.OrderBy(key => key.Rule, StringComparer.Ordinal)
            .ThenBy(key => key.Object, StringComparer.Ordinal)
            .ThenBy(key => key.Part, StringComparer.Ordinal);
}
