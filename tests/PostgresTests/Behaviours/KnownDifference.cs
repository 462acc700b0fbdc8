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
    public static readonly ImmutableArray<Binding> WithoutSession = [Binding.Signed, Binding.Setting];
    public static readonly ImmutableArray<Binding> WithSession = [Binding.Password];

    /// <summary>The bindings that it is seen under.</summary>
    public ImmutableArray<Binding> Bindings { get; init; } = [Binding.Signed, Binding.Setting, Binding.Password];

    /// <summary>Null where both forms of a call differ in the same way.</summary>
    public bool? OnlyAsync { get; init; }

    /// <summary>The first and the last major version of PostgreSQL that show it.</summary>
    public (int First, int Last) Majors { get; init; } = (0, int.MaxValue);

    public bool IsSeen(Binding binding, bool isAsync, int major) =>
        Bindings.Contains(binding)
        && (OnlyAsync ?? isAsync) == isAsync
        && major >= Majors.First
        && major <= Majors.Last;
}
