using System.Collections.Immutable;

namespace Ringfence.Benchmarks.Results;

/// <summary>Medians, and the ratios round by round: those hold where the absolute figures do not.</summary>
internal static class Medians
{
    public static double Of(ImmutableArray<double> values) => values.Sort()[values.Length / 2];

    public static ImmutableArray<double> Ratios(ImmutableArray<double> of, ImmutableArray<double> to) =>
        [.. of.Zip(to, (a, b) => b == 0 ? double.NaN : a / b)];
}
