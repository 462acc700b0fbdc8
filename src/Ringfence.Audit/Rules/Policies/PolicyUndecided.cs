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
        var immutable = ImmutableGetter.Functions(subject).Select(used => used.Function.Oid).ToHashSet();
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

    /// <summary>Whether another rule says what is not understood, and why it is wrong.</summary>
    private static bool IsTold(AuditSubject subject, TenantTable table, Reason reason, HashSet<uint> immutable) =>
        reason switch
        {
            Reason.Wrapped => true,
            Reason.Membership => NoOwnTenant.IsFound(subject, table),
            Reason.Unknown => table.Table.Policies.Any(policy =>
                policy.Uses.Any(use => use.Kind == UsedKind.Function && immutable.Contains(use.Oid))
            ),
            _ => false,
        };
}
