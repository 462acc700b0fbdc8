using Ringfence.Audit.Predicates;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that bind a session in two ways.</summary>
internal sealed class SeveralKeys() : LeakRule("RF304", Severity.Error)
{
    public override IReadOnlyCollection<Reason> Reasons { get; } = [Reason.SeveralKeys];

    protected override string Says =>
        "its policies know the tenant by several keys, and a session passes to the rows of each, where";
}
