using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Ringfence.EntityFrameworkCore.Ownership;

namespace Ringfence.EntityFrameworkCore.Filters;

/// <summary>
/// Turns a right join whose left side has the tenant filter into the left join that means the same. EF Core would put the
/// filter behind the join, where it takes away the rows that have no partner.
/// </summary>
internal sealed class FilteredRightJoins : ExpressionVisitor
{
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        var visited = base.VisitMethodCall(node);
        return
            visited is MethodCallExpression { Method.IsGenericMethod: true } call
            && call.Method.GetGenericMethodDefinition() == QueryableMethods.RightJoin
            && IsFiltered(call.Arguments[0])
            ? Turned(call)
            : visited;
    }

    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "Native programs have their queries translated before."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2060",
        Justification = "The methods have no requirement on their types."
    )]
    private static MethodCallExpression Turned(MethodCallExpression join)
    {
        var types = join.Method.GetGenericArguments();
        var result = (LambdaExpression)((UnaryExpression)join.Arguments[4]).Operand;
        return Expression.Call(
            QueryableMethods.LeftJoin.MakeGenericMethod(types[1], types[0], types[2], types[3]),
            join.Arguments[1],
            join.Arguments[0],
            join.Arguments[3],
            join.Arguments[2],
            Expression.Quote(Expression.Lambda(result.Body, result.Parameters[1], result.Parameters[0]))
        );
    }

    /// <summary>
    /// Whether the filter ends up around the rows of the left side: what is joined to them, or asked for in a lambda, has
    /// its own within.
    /// </summary>
    private static bool IsFiltered(Expression source)
    {
        while (source is MethodCallExpression { Object: null, Arguments: [var of, ..] })
        {
            source = of;
        }

        return source is EntityQueryRootExpression root
            && root.EntityType.GetRootType().FindDeclaredQueryFilter(OwnershipOptions.TenantFilterName) is not null;
    }
}
