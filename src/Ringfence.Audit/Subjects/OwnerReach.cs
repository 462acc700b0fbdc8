using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>
/// Whether policies keep what runs as its owner, such as a definer function, a view or a rule, to the tenant that services
/// are bound to. An owner for whom policies hold is not kept by those that let every row pass.
/// </summary>
internal sealed class OwnerReach(AuditSubject subject)
{
    private readonly Dictionary<(uint Owner, uint Table, PolicyCommand Command), Verdict> _known = [];
    private readonly Dictionary<uint, JudgedOnce> _judges = [];

    /// <summary>Of several the worst.</summary>
    public Verdict Of(uint owner, TenantTable table, IEnumerable<PolicyCommand> commands) =>
        Worst(commands.Select(command => Of(owner, table, command)));

    /// <summary>Implied is as well what the owner may not do, and what services may do to the table without it.</summary>
    public Verdict Of(uint owner, TenantTable table, PolicyCommand command)
    {
        if (subject.Roles.Find(owner) is not { } role)
        {
            return Verdict.Implies;
        }

        var place = (owner, table.Oid, command);
        if (!_known.TryGetValue(place, out var verdict))
        {
            // Policies that ask each other's tables come back here, and add nothing.
            _known[place] = Verdict.Implies;
            _known[place] = verdict = Judge(role, table, command);
        }

        return verdict;
    }

    private static Verdict Worst(IEnumerable<Verdict> verdicts)
    {
        var all = verdicts.ToList();
        return all.Contains(Verdict.DoesNot) ? Verdict.DoesNot
            : all.Contains(Verdict.Undecided) ? Verdict.Undecided
            : Verdict.Implies;
    }

    private Verdict Judge(Role owner, TenantTable table, PolicyCommand command)
    {
        var privilege = PolicyJudgements.Commands.First(one => one.Command == command).Privilege;
        if (subject.Roles.Bypasses(owner, table.Table))
        {
            return Verdict.DoesNot;
        }

        if (!May(owner, table.Table, privilege))
        {
            return Verdict.Implies;
        }

        if (!table.Table.HasRowSecurity)
        {
            return subject.Can(table.Table, privilege) ? Verdict.Implies : Verdict.DoesNot;
        }

        var policies = EffectivePolicies.Of(table.Table, owner, command, subject.Graph.Roles);
        return Worst(
            new[] { policies.Using, policies.Check }
                .OfType<EffectivePredicate>()
                .Select(predicate => Judge(predicate, owner, table, command))
        );
    }

    private Verdict Judge(EffectivePredicate predicate, Role owner, TenantTable table, PolicyCommand command)
    {
        if (!_judges.TryGetValue(table.Oid, out var judge))
        {
            _judges[table.Oid] = judge = new(
                PredicateJudge.Of(table.Table, table.Column?.Name, subject.Snapshot, BoundTenant.Any)
            );
        }

        var judgement = judge.Judge(predicate);
        var verdict =
            judgement.Verdict == Verdict.Implies
                ? Worst(judgement.Keys.Select(key => OfKey(key, table)))
                : judgement.Verdict;
        return verdict != Verdict.Implies && IsOfServices(predicate, owner, table, command) ? Verdict.Implies : verdict;
    }

    /// <summary>A setting that does not bind services is written by whoever calls, with the tenant that it likes.</summary>
    private Verdict OfKey(BoundKey key, TenantTable table) =>
        key.Kind != KeyKind.Setting ? Verdict.Implies
        : !subject.ServiceKeys.Binds(table)
            ? subject.ServiceKeys.Has(key) ? Verdict.Implies
                : Verdict.DoesNot
        : subject.ServiceKeys.IsOnly(key, table) ? Verdict.Implies
        : subject.ServiceKeys.Has(key, table) ? Verdict.Undecided
        : Verdict.DoesNot;

    /// <summary>
    /// Whether services pass by the same policies, so that these are told of as what they are: the table's. What they ask other
    /// tables for is the owner's view of them, and has to be the same as well.
    /// </summary>
    private bool IsOfServices(EffectivePredicate predicate, Role owner, TenantTable table, PolicyCommand command)
    {
        var asked = predicate
            .Parts.SelectMany(part => part.Policy.Uses)
            .Where(use => use.Kind == UsedKind.Relation && use.Oid != table.Oid)
            .Select(use => subject.Find(use.Oid))
            .OfType<TenantTable>();
        return subject.Roles.Sessions.Any(session => Covers(session, predicate, table, command))
            && asked.All(used => Of(owner.Oid, used, PolicyCommand.Select) == Verdict.Implies);
    }

    private bool Covers(Role session, EffectivePredicate predicate, TenantTable table, PolicyCommand command)
    {
        var privilege = PolicyJudgements.Commands.First(one => one.Command == command).Privilege;
        var own = EffectivePolicies.Of(table.Table, session, command, subject.Graph.Roles);
        return subject.Can(table.Table, session, privilege)
            && new[] { own.Using, own.Check }
                .OfType<EffectivePredicate>()
                .Any(one =>
                    predicate.Permissive.All(part => one.Permissive.Any(other => IsSame(part, other)))
                    && one.Restrictive.All(part => predicate.Restrictive.Any(other => IsSame(part, other)))
                );
    }

    private static bool IsSame(PredicatePart one, PredicatePart other) =>
        one.Policy.Oid == other.Policy.Oid && one.Text == other.Text;

    private bool May(Role owner, Table table, PrivilegeSet privilege)
    {
        var roles = subject.Graph.Roles.PrivilegesOf(owner);
        var all = privilege == PrivilegeSet.Select ? "pg_read_all_data" : "pg_write_all_data";
        return roles.Contains(table.Owner)
            || roles.Any(oid => subject.Roles.Find(oid)?.Name == all)
            || subject
                .Graph.Roles.Granted(owner, [.. table.Grants, .. table.Columns.SelectMany(static one => one.Grants)])
                .HasFlag(privilege);
    }
}
