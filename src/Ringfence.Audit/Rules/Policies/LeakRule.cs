using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>A rule about one kind of way past the policies of a table.</summary>
internal abstract class LeakRule(string id, Severity severity) : Rule(id, severity)
{
    /// <summary>The kinds of ways that it tells of.</summary>
    protected abstract IReadOnlyCollection<Reason> Reasons { get; }

    /// <summary>What such a way lets happen, to be followed by the way itself.</summary>
    protected abstract string Says { get; }

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Leaks.Where(leak => !leak.OfCheck && leak.Judgement.Verdict == Verdict.DoesNot)
            .SelectMany(leak =>
                leak.Judgement.Ways.Where(way => Reasons.Contains(way.Reason)).Select(way => (leak.Table, way.Witness))
            )
            .GroupBy(pair => pair.Table.Oid)
            .Select(group => At(group.First().Table.Object, $"{Says}: {group.First().Witness}"));
}
