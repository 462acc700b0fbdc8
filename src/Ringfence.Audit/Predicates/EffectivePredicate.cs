using System.Collections.Immutable;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// What a row must pass: any of the permissive parts, and all of the restrictive ones. Without a permissive part
/// nothing
/// passes (PostgreSQL, "Row Security Policies").
/// </summary>
internal sealed record EffectivePredicate(
    ImmutableArray<PredicatePart> Permissive,
    ImmutableArray<PredicatePart> Restrictive
)
{
    public bool DeniesAll => Permissive.IsEmpty;

    public IEnumerable<PredicatePart> Parts => Permissive.Concat(Restrictive);
}
