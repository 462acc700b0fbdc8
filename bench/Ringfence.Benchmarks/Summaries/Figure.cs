using Ringfence.Benchmarks.Results;

namespace Ringfence.Benchmarks.Summaries;

/// <summary>Where a figure lies among the results that are kept.</summary>
/// <param name="Result">The result's name.</param>
/// <param name="Table">The table's title.</param>
/// <param name="Variant">The variant's name.</param>
/// <param name="Measure">The measure's name.</param>
/// <param name="To">The variant that it is a ratio to; null for the figure itself.</param>
internal sealed record Figure(string Result, string Table, string Variant, string Measure, string? To = null)
{
    /// <summary>The median; null where nobody has measured it yet.</summary>
    public Spread? Find(IReadOnlyDictionary<string, QuestionResult> results)
    {
        var table = results.GetValueOrDefault(Result)?.Tables.FirstOrDefault(one => one.Title == Table);
        var measure = table?.Measures.FirstOrDefault(one => one.Name == Measure);
        return table?.Find(Variant) is not { } variant || measure is null ? null
            : To is null ? variant.Find(measure)
            : table.Find(To) is { } other ? variant.FindRatio(measure, other)
            : null;
    }
}
