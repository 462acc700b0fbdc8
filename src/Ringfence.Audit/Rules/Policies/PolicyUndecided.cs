using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that cannot be judged.</summary>
internal sealed class PolicyUndecided() : Rule("RF306", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) => [];

    public override IEnumerable<Undecided> Doubt(AuditSubject subject)
    {
        var immutable = ImmutableGetters(subject);
        return subject
            .Leaks.SelectMany(leak => leak.Doubtful.Select(way => (leak.Table, Way: way)))
            .Where(pair => !IsTold(subject, pair.Table, pair.Way, immutable))
            .GroupBy(pair => pair.Table.Oid)
            .Select(group => new Undecided(
                this,
                group.First().Table.Object,
                $"whether its policies keep services to the bound tenant: {group.First().Way.Witness}"
            ));
    }

    /// <summary>What the judge says of the functions of policies that the run calls immutable.</summary>
    public static IReadOnlyList<string> ImmutableGetters(AuditSubject subject) =>
        [
            .. ImmutableGetter
                .Functions(subject)
                .Select(used => used.Function)
                .Where(function => subject.Tells<ImmutableGetter>(function.Named()))
                .Select(function => WayReader.Unknown(new(function.Schema, function.Name))),
        ];

    /// <summary>Whether another rule says what is not understood of a way, and why it is wrong.</summary>
    public static bool IsTold(
        AuditSubject subject,
        TenantTable table,
        (Reason Reason, string Witness) way,
        IReadOnlyList<string> immutable
    ) =>
        way.Reason switch
        {
            Reason.Wrapped => subject.Tells<WeakTenantComparison>(table.Object),
            Reason.Membership => NoOwnTenant.IsFound(subject, table) && subject.Tells<NoOwnTenant>(table.Object),
            Reason.Unknown => immutable.Any(doubt => way.Witness.StartsWith($"{doubt}: ", StringComparison.Ordinal)),
            _ => false,
        };
}
