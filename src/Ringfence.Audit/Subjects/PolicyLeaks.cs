using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>Where the policies of tenant tables do not keep services to the bound tenant.</summary>
internal static class PolicyLeaks
{
    private static readonly (PolicyCommand Command, PrivilegeSet Privilege)[] Commands =
    [
        (PolicyCommand.Select, PrivilegeSet.Select),
        (PolicyCommand.Insert, PrivilegeSet.Insert),
        (PolicyCommand.Update, PrivilegeSet.Update),
        (PolicyCommand.Delete, PrivilegeSet.Delete),
    ];

    /// <summary>Of the rows that services touch, and of those that they write where the former are kept.</summary>
    public static IEnumerable<PolicyLeak> Find(AuditSubject subject) =>
        from table in subject.Tables
        where table.Column is not null && table.Table.HasRowSecurity
        let judge = PredicateJudge.Of(table.Table, table.Column!.Name, subject.Snapshot, BoundTenant.Any)
        from login in subject.Roles.Logins
        from one in Commands
        where subject.Can(table.Table, one.Privilege)
        from leak in Of(subject, table, login, one.Command, judge)
        select leak;

    private static IEnumerable<PolicyLeak> Of(
        AuditSubject subject,
        TenantTable table,
        Role login,
        PolicyCommand command,
        PredicateJudge judge
    )
    {
        var policies = EffectivePolicies.Of(table.Table, login, command, subject.Graph.Roles);
        if (policies.Scope != PolicyScope.Bound)
        {
            yield break;
        }

        var isKept = true;
        if (policies.Using is { } touched && judge.Judge(touched) is { Verdict: not Verdict.Implies } open)
        {
            isKept = false;
            yield return new(table, command, OfCheck: false, open);
        }

        if (isKept && policies.Check is { } made && judge.Judge(made) is { Verdict: not Verdict.Implies } weak)
        {
            yield return new(table, command, OfCheck: true, weak);
        }
    }
}
