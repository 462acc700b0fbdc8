using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;

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
            .Where(pair => !IsTold(subject, pair.Table, pair.Way.Reason, immutable))
            .GroupBy(pair => pair.Table.Oid)
            .Select(group => new Undecided(
                this,
                group.First().Table.Object,
                $"whether its policies keep services to the bound tenant: {group.First().Way.Witness}"
            ));
    }

    /// <summary>The functions of policies that the run calls immutable.</summary>
    public static HashSet<uint> ImmutableGetters(AuditSubject subject) =>
        [
            .. ImmutableGetter
                .Functions(subject)
                .Select(used => used.Function)
                .Where(function => subject.Tells<ImmutableGetter>(function.Named()))
                .Select(function => function.Oid),
        ];

    /// <summary>Whether another rule says what is not understood, and why it is wrong.</summary>
    public static bool IsTold(AuditSubject subject, TenantTable table, Reason reason, HashSet<uint> immutable) =>
        reason switch
        {
            Reason.Wrapped => subject.Tells<WeakTenantComparison>(table.Object),
            Reason.Membership => NoOwnTenant.IsFound(subject, table) && subject.Tells<NoOwnTenant>(table.Object),
            Reason.Unknown => table.Table.Policies.Any(policy =>
                policy.Uses.Any(use => use.Kind == UsedKind.Function && immutable.Contains(use.Oid))
            ),
            _ => false,
        };
}
