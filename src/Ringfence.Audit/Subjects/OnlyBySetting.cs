using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>Tells tables that nothing but a setting keeps to a tenant from those that a getter keeps there as well.</summary>
internal sealed class OnlyBySetting
{
    private const string ContractSetting = "ringfence.tenant";

    private readonly AuditSubject _subject;
    private readonly BoundTenant _others;
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public OnlyBySetting(AuditSubject subject)
    {
        _subject = subject;
        var isContractPlain = subject.PolicyKeys.Any(key => key.Setting == ContractSetting);
        _others = new() { TakesSettings = false, Getters = isContractPlain ? [] : BoundTenant.Any.Getters };
    }

    public bool Holds(TenantTable table)
    {
        // One set of policies binds the tables of a database by the hundred.
        var place = string.Join(
            '\n',
            table
                .Table.Policies.Select(policy =>
                    $"{policy.IsPermissive} {policy.Command} {string.Join(',', policy.Roles)} {policy.Using} / {policy.Check}"
                )
                .Append($"{table.Column?.Name} {table.Column?.Type}")
        );
        if (!_known.TryGetValue(place, out var holds))
        {
            _known[place] = holds = !_subject.Roles.Logins.All(login => IsBoundOtherwise(table, login));
        }

        return holds;
    }

    private bool IsBoundOtherwise(TenantTable table, Role login)
    {
        var judge = PredicateJudge.Of(table.Table, table.Column?.Name, _subject.Snapshot, _others);
        var policies = EffectivePolicies.Of(table.Table, login, PolicyCommand.Insert, _subject.Graph.Roles);
        return judge.Judge(policies.Select).Verdict == Verdict.Implies
            && judge.Judge(policies.Check!).Verdict == Verdict.Implies;
    }
}
