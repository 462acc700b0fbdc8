using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>A rule about one kind of way past the policies of a table.</summary>
internal abstract class LeakRule(string id, Severity severity) : Rule(id, severity)
{
    /// <summary>The kinds of ways that it tells of; each kind is one rule's.</summary>
    public abstract IReadOnlyCollection<Reason> Reasons { get; }

    /// <summary>What such a way lets happen, to be followed by the way itself.</summary>
    protected abstract string Says { get; }

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Leaks.Where(leak => !leak.OfCheck)
            .SelectMany(leak =>
                leak.Open.Where(way => Reasons.Contains(way.Reason)).Select(way => (Leak: leak, way.Witness))
            )
            .GroupBy(pair => pair.Leak.Table.Oid)
            .Select(group => group.First())
            .Select(pair => At(pair.Leak.Table.Object, $"{Says}: {pair.Witness}{As(subject, pair.Leak.Role)}"));

    private static string As(AuditSubject subject, Ringfence.Catalog.Roles.Role role) =>
        subject.Roles.Logins.Contains(role) ? "" : $", after set role {QualifiedName.Quote(role.Name)}";
}
