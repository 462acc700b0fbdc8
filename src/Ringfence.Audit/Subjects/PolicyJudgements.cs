using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>What the policies of tenant tables let services do.</summary>
internal static class PolicyJudgements
{
    /// <summary>What policies are asked about, and what it takes to do it.</summary>
    public static readonly ImmutableArray<(PolicyCommand Command, PrivilegeSet Privilege)> Commands =
    [
        (PolicyCommand.Select, PrivilegeSet.Select),
        (PolicyCommand.Insert, PrivilegeSet.Insert),
        (PolicyCommand.Update, PrivilegeSet.Update),
        (PolicyCommand.Delete, PrivilegeSet.Delete),
    ];

    /// <summary>
    /// Of the rows that services touch, and of those that they write. A table without a tenant column is judged as well:
    /// whatever lets one of its rows pass has to be told of. Of the list of tenants itself the commands that change what
    /// is there are judged, since a service looks tenants up, and signs them up, before it is bound to one.
    /// </summary>
    public static IEnumerable<PolicyJudgement> Find(AuditSubject subject) =>
        from table in subject.Tables
        where table.Table.HasRowSecurity
        let judge = new JudgedOnce(
            PredicateJudge.Of(table.Table, table.Column?.Name, subject.Snapshot, BoundTenant.Any)
        )
        from role in subject.Roles.Sessions
        from one in Commands
        where !table.IsRoot || one.Command is PolicyCommand.Update or PolicyCommand.Delete
        where subject.Can(table.Table, role, one.Privilege)
        from judged in Of(subject, table, role, one.Command, judge)
        select judged;

    private static IEnumerable<PolicyJudgement> Of(
        AuditSubject subject,
        TenantTable table,
        Role role,
        PolicyCommand command,
        JudgedOnce judge
    )
    {
        var policies = EffectivePolicies.Of(table.Table, role, command, subject.Graph.Roles);
        if (policies.Scope != PolicyScope.Bound)
        {
            yield break;
        }

        if (policies.Using is { } touched)
        {
            yield return new(table, role, OfCheck: false, judge.Judge(touched));
        }

        if (policies.Check is { } made)
        {
            yield return new(table, role, OfCheck: true, judge.Judge(made));
        }
    }
}
