using System.Collections.Immutable;

namespace Ringfence.Cli.Benches;

/// <summary>How much more one thing took than another, round by round: that holds where the absolute figures do not.</summary>
/// <param name="Median">The median of the rounds' ratios.</param>
/// <param name="Least">The least of them.</param>
/// <param name="Most">The most of them.</param>
internal sealed record Ratio(double Median, double Least, double Most)
{
    public static Ratio Of(ImmutableArray<double> of, ImmutableArray<double> to)
    {
        ImmutableArray<double> ratios = [.. of.Zip(to, (a, b) => a / b)];
        return new(MedianOf(ratios), ratios.Min(), ratios.Max());
    }

    public static double MedianOf(ImmutableArray<double> values) => values.Sort()[values.Length / 2];
}
