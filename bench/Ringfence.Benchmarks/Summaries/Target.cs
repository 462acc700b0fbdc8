using System.Globalization;

namespace Ringfence.Benchmarks.Summaries;

/// <summary>What a figure is to be.</summary>
/// <param name="Claim">In words.</param>
/// <param name="Figure">Where it is measured.</param>
/// <param name="Bound">How much it may be, or how little.</param>
/// <param name="IsFloor">Whether it must not be less, rather than not more.</param>
internal sealed record Target(string Claim, Figure Figure, double Bound, bool IsFloor = false)
{
    public string BoundText => string.Create(CultureInfo.InvariantCulture, $"{(IsFloor ? "≥" : "≤")} {Text(Bound)}");

    public bool IsMet(double value) => IsFloor ? value >= Bound : value <= Bound;

    /// <summary>Ratios with two digits, sizes and times with none.</summary>
    public string Text(double value) => value.ToString(Figure.To is null ? "#,0" : "F2", CultureInfo.InvariantCulture);
}
