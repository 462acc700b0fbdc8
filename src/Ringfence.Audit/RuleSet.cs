using System.Collections.Immutable;

namespace Ringfence.Audit;

/// <summary>All rules. A new one is its class, its page, and a line here.</summary>
internal static class RuleSet
{
    public static ImmutableArray<Rule> All { get; } =
        [];

    /// <summary>The rule of this id or name; null where there is none.</summary>
    public static Rule? Find(string idOrName) =>
        All.FirstOrDefault(rule =>
            string.Equals(rule.Id, idOrName, StringComparison.OrdinalIgnoreCase)
            || string.Equals(rule.Name, idOrName, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The rules of these names, or all where none is named, but for the skipped ones.</summary>
    public static ImmutableArray<Rule> Choose(IReadOnlyCollection<string> only, IReadOnlyCollection<string> skip)
    {
        var chosen = only.Select(Find).ToHashSet();
        var skipped = skip.Select(Find).ToHashSet();
        return [.. All.Where(rule => (chosen.Count == 0 || chosen.Contains(rule)) && !skipped.Contains(rule))];
    }
}
