using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a setting that switches policies off.</summary>
internal sealed class SettingOpensPolicy() : LeakRule("RF303", Severity.Error)
{
    public override IReadOnlyCollection<Reason> Reasons { get; } = [Reason.EscapeHatch];

    protected override string Says => "its policies let a session pass that sets a setting, as any SQL may, where";
}
