using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// Names that mean the server's own things. Texts were read with nothing but <c>pg_catalog</c> in the path, so a name
/// without a schema is the server's.
/// </summary>
internal static class BuiltIn
{
    public static bool IsFunction(DottedName name, string function) =>
        name.Last == function && name.Schema is (null or "pg_catalog");

    public static bool IsOperator(OperatorName name, string symbol) =>
        name.Symbol == symbol && name.Schema is (null or "pg_catalog");

    public static bool IsEquality(Expression.Operation operation) =>
        operation.Left is not null && IsOperator(operation.Operator, "=");

    public static bool IsCurrentSetting(Expression.Call call) =>
        IsFunction(call.Function, "current_setting") && call.Arguments.Count is (1 or 2) && call.Over is null;

    /// <summary>
    /// The name of the setting that a call reads, folded as PostgreSQL folds it; null if it is computed.
    /// </summary>
    public static string? SettingName(Expression.Call call) =>
        IsCurrentSetting(call) ? TextOf(call.Arguments[0].Value)?.ToLowerInvariant() : null;

    /// <summary>Whether a setting that is not there is null instead of an error.</summary>
    public static bool MissingOk(Expression.Call call) => call.Arguments.Count == 2 && IsTrue(call.Arguments[1].Value);

    public static bool IsTrue(Expression expression) => BooleanOf(expression) == true;

    /// <summary>The text of a literal, whatever it is cast to; null if it is none.</summary>
    public static string? TextOf(Expression expression) =>
        expression switch
        {
            Expression.Literal { Kind: LiteralKind.Text or LiteralKind.Number } literal => literal.Text,
            Expression.Cast { Type.Modifiers.Count: 0 } cast => TextOf(cast.Operand),
            Expression.Operation { Left: null, Operator.Symbol: "-" } minus when TextOf(minus.Right) is { } text =>
                $"-{text}",
            _ => null,
        };

    public static bool IsNull(Expression expression) =>
        expression switch
        {
            Expression.Literal { Kind: LiteralKind.Null } => true,
            Expression.Cast cast => IsNull(cast.Operand),
            _ => false,
        };

    public static bool? BooleanOf(Expression expression) =>
        expression switch
        {
            Expression.Literal { Kind: LiteralKind.True } => true,
            Expression.Literal { Kind: LiteralKind.False } => false,
            Expression.Cast { Operand: Expression.Literal { Kind: LiteralKind.Text } text } cast
                when cast.Type.Name.Last is "bool" or "boolean" => text.Text.Trim().ToLowerInvariant() switch
            {
                "t" or "true" or "y" or "yes" or "on" or "1" => true,
                "f" or "false" or "n" or "no" or "off" or "0" => false,
                _ => null,
            },
            Expression.Cast { Operand: Expression.Literal { Kind: LiteralKind.True or LiteralKind.False } inner } =>
                BooleanOf(inner),
            _ => null,
        };
}
