using System.Collections.Immutable;

namespace Ringfence.Audit.Predicates;

/// <summary>What a judge found.</summary>
internal sealed record Judgement
{
    public required Verdict Verdict { get; init; }

    /// <summary>The gravest of all ways past it.</summary>
    public required Reason Reason { get; init; }

    /// <summary>
    /// The conditions, as SQL, under which a row of another tenant passes; why it is undecided; empty if it implies.
    /// </summary>
    public required string Witness { get; init; }

    /// <summary>All that was found, the gravest first; empty if it implies.</summary>
    public required ImmutableArray<(Reason Reason, string Witness)> Ways { get; init; }

    /// <summary>What the tenant column must equal; empty if nothing passes.</summary>
    public required ImmutableArray<BoundKey> Keys { get; init; }

    /// <summary>Nothing passes, whoever asks.</summary>
    public bool DeniesAll => Verdict == Verdict.Implies && Keys.IsEmpty;
}
