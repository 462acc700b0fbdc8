using System.Collections.Immutable;
using System.Globalization;

namespace Ringfence.Benchmarks.Results;

/// <summary>The median of what the rounds gave, and how far they lie apart.</summary>
internal sealed record Spread(double Median, double Least, double Most)
{
    public static Spread Of(ImmutableArray<double> values) => new(Medians.Of(values), values.Min(), values.Max());

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Median:F2} ({Least:F2}–{Most:F2})");
}
