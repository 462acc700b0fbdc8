using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>Expressions of which two looks at one row, in one statement, see the same.</summary>
internal static class Steady
{
    public static bool Is(Expression expression) =>
        expression.DescendantsAndSelf().All(static node => node is not Expression || IsSteadyNode(node));

    private static bool IsSteadyNode(Syntax node) =>
        node switch
        {
            Expression.Literal or Expression.Column or Expression.SqlValue => true,
            Expression.And or Expression.Or or Expression.Not or Expression.Test or Expression.Distinct => true,
            Expression.InList or Expression.Cast or Expression.Choice or Expression.Case => true,
            Expression.Operation { Operator: var name } => name.Schema is null or "pg_catalog",
            Expression.Call call => BuiltIn.IsCurrentSetting(call),
            _ => false,
        };
}
