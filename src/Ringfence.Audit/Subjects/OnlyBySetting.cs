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
                .Concat(_subject.Roles.Logins.Select(login => string.Join(',', Granted(table, login))))
        );
        if (!_known.TryGetValue(place, out var holds))
        {
            _known[place] = holds = !_subject.Roles.Logins.All(login => IsBoundOtherwise(table, login));
        }

        return holds;
    }

    private IEnumerable<PolicyCommand> Granted(TenantTable table, Role login) =>
        PolicyJudgements
            .Commands.Where(one => _subject.Can(table.Table, login, one.Privilege))
            .Select(one => one.Command);

    /// <summary>By each command that it may do: policies for one of them do not hold for the others.</summary>
    private bool IsBoundOtherwise(TenantTable table, Role login)
    {
        var judge = PredicateJudge.Of(table.Table, table.Column?.Name, _subject.Snapshot, _others);
        return Granted(table, login)
            .Select(command => EffectivePolicies.Of(table.Table, login, command, _subject.Graph.Roles))
            .SelectMany(policies => new[] { policies.Using, policies.Check })
            .OfType<EffectivePredicate>()
            .All(predicate => judge.Judge(predicate).Verdict == Verdict.Implies);
    }
}
