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
            .SelectMany(leak =>
                leak.Open.Select(way => (leak.Table.Oid, Way: way, IsTold: ToldLeaks.IsTold(subject, leak, way.Reason)))
            )
            .ToLookup(one => (one.Oid, one.Way), one => one.IsTold);
        return subject
            .Leaks.Where(leak => leak.OfCheck)
            .SelectMany(leak => leak.Open.Select(way => (leak.Table, Way: way)))
            .Where(pair => !told[(pair.Table.Oid, pair.Way)].Any(isTold => isTold))
            .GroupBy(pair => pair.Table.Oid)
            .Select(group => group.First())
            .Select(pair =>
                At(
                    pair.Table.Object,
                    told.Contains((pair.Table.Oid, pair.Way))
                        ? $"services may write rows of other tenants where: {pair.Way.Witness}"
                        : "services may write rows of other tenants, which its policies hide from them afterwards, where: "
                            + pair.Way.Witness
                )
            );
    }
}
