using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a role that passes by its name.</summary>
internal sealed class RoleOpensPolicy() : LeakRule("RF309", Severity.Error)
{
    public override IReadOnlyCollection<Reason> Reasons { get; } = [Reason.RoleHatch];

    protected override string Says => "its policies let some roles pass where";
}
