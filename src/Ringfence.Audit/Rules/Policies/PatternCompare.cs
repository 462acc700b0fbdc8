using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that compare the tenant by a pattern or a range.</summary>
internal sealed class PatternCompare() : LeakRule("RF313", Severity.Error)
{
    public override IReadOnlyCollection<Reason> Reasons { get; } = [Reason.PatternCompare];

    protected override string Says =>
        "its policies compare the tenant column with the bound tenant, and not by equality, where";
}
