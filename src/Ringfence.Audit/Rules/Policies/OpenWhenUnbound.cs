using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that are open to a session without a tenant.</summary>
internal sealed class OpenWhenUnbound() : LeakRule("RF302", Severity.Error)
{
    public override IReadOnlyCollection<Reason> Reasons { get; } = [Reason.OpenWhenUnbound, Reason.DefaultTenant];

    protected override string Says => "its policies let a session that is bound to no tenant pass where";
}
