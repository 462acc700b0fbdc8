using System.Collections.Immutable;

namespace Ringfence.Audit.Predicates;

/// <summary>One way to pass a predicate: conditions that hold together.</summary>
/// <param name="Reason"><see cref="Reason.None"/> if it is bound to a tenant.</param>
/// <param name="Text">The conditions as SQL, or why it is undecided.</param>
/// <param name="Keys">What it is bound to.</param>
internal sealed record Way(Reason Reason, string Text, ImmutableArray<BoundKey> Keys)
{
    /// <summary>Why a way is undecided; all other reasons are of ways that are open.</summary>
    public static readonly ImmutableArray<Reason> Doubts =
    [
        Reason.Unparsed,
        Reason.TooLarge,
        Reason.Unknown,
        Reason.Wrapped,
        Reason.Membership,
    ];

    /// <summary>All that bind it: it is enough that one of them binds the other ways too.</summary>
    public ImmutableArray<KeyReading> Bindings { get; init; } = [];

    public bool IsBoundBy(KeyReading binding) => Bindings.Any(b => b.Keys.SequenceEqual(binding.Keys));

    public bool IsBound => Reason == Reason.None;

    public bool IsUndecided => Doubts.Contains(Reason);
}
