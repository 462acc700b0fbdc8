using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>Replaces the columns and parameters of an expression, and says which functions it calls.</summary>
internal static class Replacement
{
    /// <param name="expression">Where to replace.</param>
    /// <param name="replaced">
    /// What a column or parameter becomes, and a call by another name of its function; null if that is not known.
    /// </param>
    /// <returns>Null if something is not known, or stands where this does not look, as in a sub-select.</returns>
    public static Expression? In(Expression expression, Func<Expression, Expression?> replaced) =>
        expression switch
        {
            Expression.Column or Expression.Parameter => replaced(expression),
            Expression.Literal or Expression.SqlValue => expression,
            Expression.And and => All(and.Operands, replaced) is { } o ? new Expression.And(o) : null,
            Expression.Or or => All(or.Operands, replaced) is { } o ? new Expression.Or(o) : null,
            Expression.Not not => In(not.Operand, replaced) is { } o ? new Expression.Not(o) : null,
            Expression.Test test => In(test.Operand, replaced) is { } o ? test with { Operand = o } : null,
            Expression.Cast cast => In(cast.Operand, replaced) is { } o ? cast with { Operand = o } : null,
            Expression.Choice choice => All(choice.Arguments, replaced) is { } o ? choice with { Arguments = o } : null,
            Expression.Distinct d => In(d.Left, replaced) is { } l && In(d.Right, replaced) is { } r
                ? d with
                {
                    Left = l,
                    Right = r,
                }
                : null,
            Expression.Operation { Left: null } o => In(o.Right, replaced) is { } r ? o with { Right = r } : null,
            Expression.Operation o => In(o.Left!, replaced) is { } l && In(o.Right, replaced) is { } r
                ? o with
                {
                    Left = l,
                    Right = r,
                }
                : null,
            Expression.InList list => In(list.Operand, replaced) is { } l && All(list.Items, replaced) is { } i
                ? list with
                {
                    Operand = l,
                    Items = i,
                }
                : null,
            Expression.Call { OrderBy.Count: 0, WithinGroup.Count: 0, Filter: null, Over: null } call => replaced(call)
                is Expression.Call named
                ? Call(named, replaced)
                : null,
            Expression.Scalar scalar => KeyReader.Target(scalar.Query) is { } value ? In(value, replaced) : null,
            _ => null,
        };

    private static Expression.Call? Call(Expression.Call call, Func<Expression, Expression?> replaced) =>
        All(call.Arguments.Select(static a => a.Value).ToValueList(), replaced) is { } values
            ? call with
            {
                Arguments = [.. call.Arguments.Zip(values, static (a, v) => a with { Value = v })],
            }
            : null;

    private static ValueList<Expression>? All(ValueList<Expression> expressions, Func<Expression, Expression?> replaced)
    {
        var all = new List<Expression>();
        foreach (var expression in expressions)
        {
            if (In(expression, replaced) is not { } done)
            {
                return null;
            }

            all.Add(done);
        }

        return all.ToValueList();
    }
}
