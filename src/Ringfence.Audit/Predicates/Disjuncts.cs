using System.Collections.Immutable;

namespace Ringfence.Audit.Predicates;

/// <summary>A formula as an or of ands, of bounded size.</summary>
internal static class Disjuncts
{
    /// <summary>What people write has up to a dozen. The size doubles with each or that is and-ed.</summary>
    public const int MaxCount = 512;

    private const int MaxLength = 4096;

    /// <returns>The ands, without those that contradict themselves; null if there are too many.</returns>
    public static ImmutableArray<ImmutableArray<Formula>>? Of(Formula formula) =>
        Expand(formula) is { } all ? [.. all.Where(static one => !Contradicts(one))] : null;

    private static List<ImmutableArray<Formula>>? Expand(Formula formula)
    {
        switch (formula)
        {
            case Formula.AnyOf any:
                return ExpandAny(any);
            case Formula.AllOf all:
                return ExpandAll(all);
            default:
                return
                [
                    [formula],
                ];
        }
    }

    private static List<ImmutableArray<Formula>>? ExpandAny(Formula.AnyOf any)
    {
        var union = new List<ImmutableArray<Formula>>();
        foreach (var part in any.Parts)
        {
            if (Expand(part) is not { } expanded || union.Count + expanded.Count > MaxCount)
            {
                return null;
            }

            union.AddRange(expanded);
        }

        return union;
    }

    private static List<ImmutableArray<Formula>>? ExpandAll(Formula.AllOf all)
    {
        var product = new List<ImmutableArray<Formula>> { ImmutableArray<Formula>.Empty };
        foreach (var part in all.Parts)
        {
            if (Expand(part) is not { } expanded || (long)product.Count * expanded.Count > MaxCount)
            {
                return null;
            }

            product = [.. product.SelectMany(left => expanded.Select(right => left.AddRange(right)))];
            if (product.Exists(static one => one.Length > MaxLength))
            {
                return null;
            }
        }

        return product;
    }

    /// <summary>
    /// Whether a condition must be two things at once. Only conditions that cannot change between two looks at one row
    /// count: <c>random() &lt; 0.5</c> may be both, and a sub-select that runs once a statement keeps what a setting was then.
    /// </summary>
    private static bool Contradicts(ImmutableArray<Formula> conditions)
    {
        var truths = new Dictionary<Ringfence.Catalog.Expressions.Expression, Truth>();
        foreach (var condition in conditions.OfType<Formula.Condition>())
        {
            if (condition.IsHoisted || !Steady.Is(condition.Expression))
            {
                continue;
            }

            if (
                !truths.TryAdd(condition.Expression, condition.Truth)
                && truths[condition.Expression] != condition.Truth
            )
            {
                return true;
            }
        }

        return false;
    }
}
