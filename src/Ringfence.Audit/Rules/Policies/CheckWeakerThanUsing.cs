using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that let rows of other tenants be written.</summary>
internal sealed class CheckWeakerThanUsing() : Rule("RF305", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Leaks.Where(leak => leak.OfCheck && leak.Judgement.Verdict == Verdict.DoesNot)
            .GroupBy(leak => leak.Table.Oid)
            // Where rows of others can be touched as well, that is what another rule tells of.
            .Where(group =>
                !subject.Leaks.Any(leak =>
                    leak is { OfCheck: false, Judgement.Verdict: Verdict.DoesNot } && leak.Table.Oid == group.Key
                )
            )
            .Select(group =>
                At(
                    group.First().Table.Object,
                    "services may write rows of other tenants, which its policies hide from them afterwards, where: "
                        + group.First().Judgement.Witness
                )
            );
}
