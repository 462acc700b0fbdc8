using System.Collections.Immutable;
using Ringfence;

namespace PostgresTests.Behaviours;

/// <summary>Where ours is not like the bare driver, on purpose.</summary>
/// <param name="Behaviour">The behaviour's name.</param>
/// <param name="Reason">Why it stays.</param>
/// <param name="Bare">The notes that only the bare driver gives, in order.</param>
/// <param name="Ours">The notes that only ours gives.</param>
internal sealed record KnownDifference(
    string Behaviour,
    string Reason,
    ImmutableArray<string> Bare,
    ImmutableArray<string> Ours
)
{
    /// <summary>The bindings that it is seen under; none for all.</summary>
    public ImmutableArray<Binding> Bindings { get; init; } = [];

    public bool IsUnder(Binding binding) => Bindings.IsEmpty || Bindings.Contains(binding);
}
