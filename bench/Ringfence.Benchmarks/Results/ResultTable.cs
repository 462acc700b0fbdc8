using System.Collections.Immutable;

namespace Ringfence.Benchmarks.Results;

/// <summary>Variants that ran in the same rounds, and may be compared.</summary>
internal sealed record ResultTable
{
    /// <summary>Unique in a result.</summary>
    public required string Title { get; init; }

    /// <summary>In the order of the columns.</summary>
    public required ImmutableArray<Measure> Measures { get; init; }

    public required ImmutableArray<VariantResult> Variants { get; init; }

    /// <summary>The name of the variant that the others are compared with; null where nothing is compared.</summary>
    public string? Baseline { get; init; }

    /// <summary>The name of another one to compare with; null for none.</summary>
    public string? Rival { get; init; }

    /// <summary>Sentences below the table; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>Tables of one group share a chart, and follow each other: part of its file name; null for the result's only one.</summary>
    public string? Group { get; init; }

    public VariantResult? Find(string? variant) =>
        Variants.FirstOrDefault(one => string.Equals(one.Name, variant, StringComparison.Ordinal));
}
