using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>By what the policies of services bind the rows of a table, and whether a key is all that binds them.</summary>
internal sealed class ServiceKeys(AuditSubject subject)
{
    private readonly ILookup<uint, PolicyKey> _keys = subject.PolicyKeys.ToLookup(static key => key.Table.Oid);

    private readonly Dictionary<uint, ImmutableArray<Policy>> _getters = [];

    /// <summary>Whether any of the policies of services binds the rows of any table to the key, or by its setting.</summary>
    public bool Has(BoundKey key) => subject.PolicyKeys.Any(one => IsLike(one, key));

    /// <summary>Whether any of the policies of services binds the rows of this table to something.</summary>
    public bool Binds(TenantTable table) => _keys.Contains(table.Oid) || Getters(table).Length > 0;

    /// <summary>Whether one of the policies of services binds the rows of this table to the key, or by its setting.</summary>
    public bool Has(BoundKey key, TenantTable table) => _keys[table.Oid].Any(one => IsLike(one, key));

    /// <summary>
    /// Whether this key and no other binds the rows of this table, whatever the command, the role and the policy is. A setting
    /// that only narrows what a getter binds is written by any SQL.
    /// </summary>
    public bool IsOnly(BoundKey key, TenantTable table) =>
        _keys.Contains(table.Oid)
        && _keys[table.Oid].All(one => one.Key == key)
        && Getters(table).All(policy => _keys[table.Oid].Any(one => one.Policy.Oid == policy.Oid));

    private static bool IsLike(PolicyKey one, BoundKey key) =>
        one.Key == key || (key.Kind == KeyKind.Setting && one.Setting == key.Name.Split(' ')[0]);

    /// <summary>The policies that call the contract's getter, which may keep what it reads to itself.</summary>
    private ImmutableArray<Policy> Getters(TenantTable table)
    {
        if (!_getters.TryGetValue(table.Oid, out var known))
        {
            var judge = PredicateJudge.Of(table.Table, table.Column?.Name, subject.Snapshot, BoundTenant.Any);
            _getters[table.Oid] = known = [
                .. table
                    .Table.Policies.Where(subject.Applies)
                    .Where(policy =>
                        new[] { policy.Using, policy.Check }
                            .OfType<string>()
                            .Select(text => judge.Judge(new PredicatePart(policy, text, SqlParser.Expression(text))))
                            .Any(judged => judged.Keys.Any(static key => key.Kind == KeyKind.Getter))
                    ),
            ];
        }

        return known;
    }
}
