using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a policy that names one tenant.</summary>
internal sealed class LiteralTenant() : LeakRule("RF310", Severity.Error)
{
    public override IReadOnlyCollection<Reason> Reasons { get; } = [Reason.LiteralTenant];

    protected override string Says => "its policies name a tenant, whose rows everybody may pass to, where";
}
