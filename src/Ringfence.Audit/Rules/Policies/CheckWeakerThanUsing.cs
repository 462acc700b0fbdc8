using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that let rows of other tenants be written.</summary>
internal sealed class CheckWeakerThanUsing() : Rule("RF305", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        // A way that rows of others can be touched by as well is what another rule tells of.
        var told = subject
            .Leaks.Where(leak => !leak.OfCheck)
            .SelectMany(leak => leak.Open.Select(way => (leak.Table.Oid, way)))
            .ToHashSet();
        return subject
            .Leaks.Where(leak => leak.OfCheck)
            .SelectMany(leak => leak.Open.Select(way => (leak.Table, Way: way)))
            .Where(pair => !told.Contains((pair.Table.Oid, pair.Way)))
            .GroupBy(pair => pair.Table.Oid)
            .Select(group =>
                At(
                    group.First().Table.Object,
                    "services may write rows of other tenants, which its policies hide from them afterwards, where: "
                        + group.First().Way.Witness
                )
            );
    }
}
