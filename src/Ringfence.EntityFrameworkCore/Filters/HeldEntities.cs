using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Ringfence.EntityFrameworkCore.Tracking;

namespace Ringfence.EntityFrameworkCore.Filters;

/// <summary>
/// Has a query that compares with an entity of its own, which it closes over where it is a compiled one, or makes, look at
/// it for each execution. EF Core would read the entity's key once: the tenant in it, which is in shadow, would stay that
/// of the first.
/// </summary>
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
            node.Method.Name == nameof(Equals)
                ? node.Update(node.Object is { } left ? Looked(left) : null, node.Arguments.Select(Looked))
                : node
        );

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
            Expression.Lambda(Expression.Convert(held, compared.Type), QueryCompilationContext.QueryContextParameter)
        );
    }

    private bool IsOwned(Type type) =>
        compilation.Model.FindRuntimeEntityType(type) is { } entityType
        && TenantProperty.Find(entityType)?.IsShadowProperty() is true;

    /// <summary>Whether it is an entity that no other execution, and no row, would have otherwise. A null has no key.</summary>
    private static bool IsHeld(Expression expression) =>
        expression is ConstantExpression { Value: not null }
        || (expression is NewExpression or MemberInitExpression && IsFixed(expression));

    private static bool IsFixed(Expression expression) =>
        expression switch
        {
            ConstantExpression => true,
            NewExpression made => made.Arguments.All(IsFixed),
            MemberInitExpression made => IsFixed(made.NewExpression)
                && made.Bindings.All(binding => binding is MemberAssignment { Expression: var set } && IsFixed(set)),
            _ => false,
        };
}
