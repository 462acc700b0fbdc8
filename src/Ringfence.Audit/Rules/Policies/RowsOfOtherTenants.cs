using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that let rows of other tenants pass.</summary>
internal sealed class RowsOfOtherTenants() : LeakRule("RF301", Severity.Error)
{
    public override IReadOnlyCollection<Reason> Reasons { get; } =
    [Reason.ConstantTrue, Reason.OtherCondition, Reason.SeveralTenants, Reason.OtherKey];

    protected override string Says => "its policies let services pass to rows of other tenants where";
}
