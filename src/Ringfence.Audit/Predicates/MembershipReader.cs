using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>Describes a sub-select that takes rows from tables.</summary>
internal static class MembershipReader
{
    public static Membership Read(Query query, RowShape row, KeyReader keys)
    {
        var nodes = query.DescendantsAndSelf().ToList();
        var equalities = nodes
            .OfType<Expression.Operation>()
            .Where(BuiltIn.IsEquality)
            .Select(static o => (Left: o.Left!, o.Right))
            .SelectMany(static pair => new[] { pair, (Left: pair.Right, Right: pair.Left) })
            .Where(static pair => pair.Left is Expression.Column or Expression.Cast { Operand: Expression.Column })
            .ToList();
        return new(
            [.. nodes.OfType<FromItem.Table>().Select(static t => t.Name.ToString()).Distinct()],
            QueryReach.IsCorrelated(query),
            equalities.Exists(pair => pair.Right is Expression.Column column && IsRowsTenant(column, row)),
            equalities.Exists(pair => keys.Read(pair.Right).IsKey),
            query.ToString()
        );
    }

    private static bool IsRowsTenant(Expression.Column column, RowShape row) =>
        column.Name == row.TenantColumn && row.IsOwnQualified(column);
}
