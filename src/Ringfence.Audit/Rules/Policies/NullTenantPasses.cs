using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies by which rows without a tenant are everybody's.</summary>
internal sealed class NullTenantPasses() : LeakRule("RF319", Severity.Error)
{
    public override IReadOnlyCollection<Reason> Reasons { get; } = [Reason.NullTenant];

    protected override string Says => "rows without a tenant are everybody's by its policies, where";
}
