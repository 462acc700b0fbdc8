using System.Collections.Immutable;

namespace Ringfence.Benchmarks.Results;

/// <summary>What one variant did.</summary>
internal sealed record VariantResult
{
    public required string Name { get; init; }

    /// <summary>By the measure's name, a value a round. What does not change is measured once; a measure may be missing.</summary>
    public required ImmutableSortedDictionary<string, ImmutableArray<double>> Rounds { get; init; }

    /// <summary>What figures cannot say, such as the shape of a plan; null for nothing.</summary>
    public string? Remark { get; init; }

    public static VariantResult Of(string name, params (Measure Measure, ImmutableArray<double> Values)[] rounds) =>
        new()
        {
            Name = name,
            Rounds = rounds.ToImmutableSortedDictionary(
                one => one.Measure.Name,
                one => one.Values,
                StringComparer.Ordinal
            ),
        };

    /// <summary>Null where this was not measured.</summary>
    public Spread? Find(Measure measure) => Rounds.TryGetValue(measure.Name, out var of) ? Spread.Of(of) : null;

    /// <summary>To another variant of the same rounds; null where either was not measured.</summary>
    public Spread? FindRatio(Measure measure, VariantResult to) =>
        Rounds.TryGetValue(measure.Name, out var a) && to.Rounds.TryGetValue(measure.Name, out var b)
            ? Spread.Of(Medians.Ratios(a, b))
            : null;

    public VariantResult With(Measure measure, params ImmutableArray<double> values) =>
        this with
        {
            Rounds = Rounds.SetItem(measure.Name, values),
        };
}
