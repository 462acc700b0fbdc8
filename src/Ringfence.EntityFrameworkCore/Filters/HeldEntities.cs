using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Query;
using Ringfence.EntityFrameworkCore.Tracking;

namespace Ringfence.EntityFrameworkCore.Filters;

/// <summary>
/// Has a query that compares with an entity of its own, which it closes over where it is a compiled one or a filter of the
/// model, or makes, look at it for each execution. EF Core would read the entity's key once: the tenant in it, which is in
/// shadow, would stay that of the first.
/// </summary>
/// <remarks>One for all of a query: the numbers that it gives are names there.</remarks>
internal sealed class HeldEntities(QueryCompilationContext compilation) : ExpressionVisitor
{
    private int _count;

    protected override Expression VisitBinary(BinaryExpression node) =>
        base.VisitBinary(
            node.NodeType is ExpressionType.Equal or ExpressionType.NotEqual
                ? node.Update(Looked(node.Left), node.Conversion, Looked(node.Right))
                : node
        );

    protected override Expression VisitMethodCall(MethodCallExpression node) =>
        base.VisitMethodCall(
            node.Method.Name switch
            {
                nameof(Equals) or nameof(Queryable.Contains) => node.Update(
                    node.Object is { } left ? Looked(left) : null,
                    node.Arguments.Select(Looked)
                ),
                nameof(Queryable.Join)
                or nameof(Queryable.LeftJoin)
                or nameof(Queryable.RightJoin)
                or nameof(Queryable.GroupJoin) => node.Update(node.Object, node.Arguments.Select(WithKey)),
                _ => node,
            }
        );

    /// <summary>A join compares what its key selectors give; the selector of its result takes both sides.</summary>
    private Expression WithKey(Expression argument) =>
        argument switch
        {
            UnaryExpression { NodeType: ExpressionType.Quote } quote => quote.Update(WithKey(quote.Operand)),
            LambdaExpression { Parameters.Count: 1 } selector => Expression.Lambda(
                selector.Type,
                Key(selector.Body),
                selector.Parameters
            ),
            _ => argument,
        };

    /// <summary>A key of several parts is an object that is made of them.</summary>
    private Expression Key(Expression key) =>
        Looked(key) is var looked && looked != key
            ? looked
            : key switch
            {
                NewExpression made => made.Update(made.Arguments.Select(Key)),
                MemberInitExpression made => made.Update(
                    (NewExpression)Key(made.NewExpression),
                    made.Bindings.Select(binding =>
                        binding is MemberAssignment set ? set.Update(Key(set.Expression)) : binding
                    )
                ),
                _ => key,
            };

    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "Native programs have their queries translated before."
    )]
    private Expression Looked(Expression compared)
    {
        var held = compared;
        while (held is UnaryExpression { NodeType: ExpressionType.Convert } conversion)
        {
            held = conversion.Operand;
        }

        if (!IsHeld(held) || !IsOwned((held as ConstantExpression)?.Value?.GetType() ?? held.Type))
        {
            return compared;
        }

        return compilation.RegisterRuntimeParameter(
            $"ringfence_held_{_count++}",
            Expression.Lambda(
                Expression.Convert(new ParameterValues().Visit(held), compared.Type),
                QueryCompilationContext.QueryContextParameter
            )
        );
    }

    /// <summary>Several entity types may have one class, and a held entity one that derives from theirs.</summary>
    private bool IsOwned(Type type)
    {
        for (var mapped = type; mapped is not null; mapped = mapped.BaseType)
        {
            if (
                compilation
                    .Model.FindEntityTypes(mapped)
                    .Any(entityType => TenantProperty.Find(entityType)?.IsShadowProperty() is true)
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it is an entity that no row would have otherwise. A null has no key.</summary>
    private static bool IsHeld(Expression expression) =>
        expression is ConstantExpression { Value: not null }
        || (expression is NewExpression or MemberInitExpression && IsFixed(expression));

    private static bool IsFixed(Expression expression) =>
        expression switch
        {
            ConstantExpression or QueryParameterExpression => true,
            UnaryExpression { NodeType: ExpressionType.Convert } conversion => IsFixed(conversion.Operand),
            NewExpression made => made.Arguments.All(IsFixed),
            MemberInitExpression made => IsFixed(made.NewExpression)
                && made.Bindings.All(binding => binding is MemberAssignment { Expression: var set } && IsFixed(set)),
            _ => false,
        };

    /// <summary>Puts the values of an execution where a compiled query has its parameters.</summary>
    private sealed class ParameterValues : ExpressionVisitor
    {
        private static readonly PropertyInfo Parameters = typeof(QueryContext).GetProperty(
            nameof(QueryContext.Parameters)
        )!;

        private static readonly PropertyInfo Item = typeof(Dictionary<string, object?>).GetProperty("Item")!;

        protected override Expression VisitExtension(Expression node) =>
            node is QueryParameterExpression parameter
                ? Expression.Convert(
                    Expression.MakeIndex(
                        Expression.Property(QueryCompilationContext.QueryContextParameter, Parameters),
                        Item,
                        [Expression.Constant(parameter.Name)]
                    ),
                    parameter.Type
                )
                : base.VisitExtension(node);
    }
}
