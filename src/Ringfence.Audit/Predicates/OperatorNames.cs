using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Predicates;

/// <summary>The operators of users: in a policy some do not show in its text, and in a function's body any may be meant.</summary>
internal sealed class OperatorNames
{
    private readonly ImmutableHashSet<uint> _oids;
    private readonly ImmutableHashSet<string> _symbols;
    private readonly ImmutableHashSet<string> _schemas;

    /// <param name="operators">Those of the database.</param>
    /// <param name="citext">The oid of the extension; null where there is none.</param>
    public OperatorNames(IEnumerable<Operator> operators, uint? citext)
    {
        var all = operators.Where(static o => !o.IsSystem).ToList();
        var equalities = all.Where(static o => o.Name == "=").ToLookup(o => o.Extension is { } by && by == citext);
        _oids = [.. all.Except(equalities[true]).Select(static o => o.Oid)];
        _schemas = [.. equalities[true].Select(o => o.Schema).Except(equalities[false].Select(o => o.Schema))];
        _symbols =
        [
            .. all.Where(static o => IsOfServer(o.LeftType) || IsOfServer(o.RightType)).Select(static o => o.Name),
        ];
    }

    /// <summary>
    /// Whether it can be nothing but citext's own equality: like that of a collation it is one, and whether it is too
    /// wide for tenants is told by the column's type.
    /// </summary>
    public bool IsEquality(OperatorName name) =>
        name is { Symbol: "=", Schema: { } schema } && _schemas.Contains(schema);

    /// <summary><c>is distinct from</c>, <c>nullif</c>, <c>case</c> and rows print no operator.</summary>
    public bool IsHidden(Policy policy, Expression expression)
    {
        if (!policy.Uses.Any(u => u.Kind == UsedKind.Operator && _oids.Contains(u.Oid)))
        {
            return false;
        }

        var nodes = expression.DescendantsAndSelf().ToList();
        return nodes.Exists(IsSilent) || !nodes.Exists(static n => n is OperatorName { Schema: not null });
    }

    /// <summary>Whether a part of a body may mean an operator of a user, by the path of whoever calls it.</summary>
    public bool MayBeUsed(Syntax node) =>
        node is OperatorName { Schema: null } name
            ? _symbols.Contains(name.Symbol)
            : IsSilent(node) && (_symbols.Contains("=") || _symbols.Contains("<>"));

    private static bool IsSilent(Syntax node) =>
        node
            is Expression.Distinct
                or Expression.Choice { Name: "nullif" }
                or Expression.Case { Operand: not null }
                or Expression.Row
                or Expression.InList
                or Expression.InQuery;

    /// <summary>An operator between types of users alone is no better match than the server's own for its own types.</summary>
    private static bool IsOfServer(string? type) => type?.Contains('.', StringComparison.Ordinal) == false;
}
