using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that cannot be judged.</summary>
internal sealed class PolicyUndecided() : Rule("RF306", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) => [];

    public override IEnumerable<Undecided> Doubt(AuditSubject subject) =>
        subject
            .Leaks.SelectMany(leak => leak.Doubtful.Select(way => (leak.Table, way.Witness)))
            .GroupBy(pair => pair.Table.Oid)
            .Select(group => new Undecided(
                this,
                group.First().Table.Object,
                $"whether its policies keep services to the bound tenant: {group.First().Witness}"
            ));
}
