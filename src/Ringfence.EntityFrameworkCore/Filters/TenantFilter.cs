using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Ringfence.EntityFrameworkCore.Ownership;
using Ringfence.EntityFrameworkCore.Telemetry;
using Ringfence.EntityFrameworkCore.Tracking;

namespace Ringfence.EntityFrameworkCore.Filters;

/// <summary>The filter by which queries say that they are for the tenant in scope.</summary>
internal static class TenantFilter
{
    private static readonly MethodInfo Column = typeof(EF).GetMethod(nameof(EF.Property))!;

    private static readonly MethodInfo Equality = typeof(object).GetMethod(
        nameof(Equals),
        BindingFlags.Public | BindingFlags.Static
    )!;

    private static readonly MethodInfo TenantMethod = typeof(TenantFilter).GetMethod(
        nameof(Tenant),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    /// <summary>
    /// A query is translated once and kept. Only what hangs on the context is looked up again for each execution, so the
    /// tenant is asked for by a call that takes the context: anything else would be a constant in the query of all.
    /// </summary>
    [RequiresDynamicCode("A query that is written at run time needs code that is.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The type has no requirement on its members.")]
    public static LambdaExpression Of(IEntityType entityType, IProperty property)
    {
        var row = Expression.Parameter(entityType.ClrType, "row");
        var column = Expression.Call(
            Column.MakeGenericMethod(property.ClrType),
            row,
            Expression.Constant(property.Name)
        );
        var tenant = Expression.Call(
            TenantMethod.MakeGenericMethod(property.ClrType),
            Expression.Constant(value: null, typeof(DbContext)),
            Expression.Constant(entityType.Name)
        );
        return Expression.Lambda(
            typeof(Func<,>).MakeGenericType(entityType.ClrType, typeof(bool)),
            Equal(column, tenant),
            row
        );
    }

    /// <summary>A type of the user's need not have an operator.</summary>
    private static Expression Equal(Expression left, Expression right) =>
        HasOperator(Nullable.GetUnderlyingType(left.Type) ?? left.Type)
            ? Expression.Equal(left, right)
            : Expression.Call(
                Equality,
                Expression.Convert(left, typeof(object)),
                Expression.Convert(right, typeof(object))
            );

    /// <summary>Classes are compared by reference where they have none, which EF Core takes for their values all the same.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A trimmed operator is one that nobody calls.")]
    private static bool HasOperator(Type type) =>
        !type.IsValueType || type.IsPrimitive || type.IsEnum || type.GetMethod("op_Equality", [type, type]) is not null;

    private static TProperty Tenant<TProperty>(DbContext context, string entityType) =>
        (TProperty)
            TenantValues.Of(
                TenantProperty.Find(context.Model.FindEntityType(entityType)!)!,
                ContextTenant.Get(context)
            );
}
