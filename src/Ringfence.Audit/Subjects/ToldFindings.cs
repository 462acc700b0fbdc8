using System.Collections.Immutable;
using Ringfence.Audit.Baselines;
using Ringfence.Catalog.Manifests;

namespace Ringfence.Audit.Subjects;

/// <summary>
/// Which findings a run tells of. A rule that leaves something to another, because that one says more, asks here first:
/// what is skipped, accepted or known is said by nobody, and then it must not hide what remains.
/// </summary>
internal sealed class ToldFindings(
    ImmutableArray<Rule> rules,
    ImmutableArray<Suppression> suppressions,
    DateOnly today,
    Baseline? baseline = null
)
{
    private readonly ILookup<string, Suppression> _suppressions = suppressions.ToLookup(
        one => one.Rule,
        StringComparer.OrdinalIgnoreCase
    );

    private readonly ImmutableHashSet<string> _rules = [.. rules.Select(rule => rule.Id)];

    /// <summary>
    /// Whether nothing is left to another rule: a baseline takes all that there is, so that the next run, to which all of it
    /// is known, finds nothing new.
    /// </summary>
    public bool TellsAll { get; init; }

    /// <summary>Whether a finding of the rule at the object, if there is one, is told of, and is new.</summary>
    public bool Tells(Rule rule, AuditObject @object) =>
        !TellsAll
        && _rules.Contains(rule.Id)
        && Accepted(rule, @object) is null
        && baseline?.Has(rule, @object) != true;

    /// <summary>The suppression that holds today; null where there is none.</summary>
    public Suppression? Accepted(Rule rule, AuditObject @object) =>
        Naming(rule, @object).FirstOrDefault(one => one.HoldsOn(today));

    /// <summary>The suppressions of a rule at an object, whether they still hold or not.</summary>
    public IEnumerable<Suppression> Naming(Rule rule, AuditObject @object) =>
        _suppressions[rule.Id].Where(one => one.Object == @object.Name || one.Object == @object.ToString());
}
