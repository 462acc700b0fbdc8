using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// Says of conditions that hold together whether they bind the row to the session's tenant, and if not, why.
/// </summary>
internal sealed class WayReader(RowShape row, KeyReader keys, BoundTenant bound)
{
    /// <summary>What is said of a function that is not understood.</summary>
    public static string Unknown(DottedName function) => $"what {function} returns is not known";

    public Way Read(ImmutableArray<Formula> conditions)
    {
        var text = Text(conditions);
        var all = conditions.OfType<Formula.Condition>().ToList();
        var bindings = all.Select(Binding).OfType<KeyReading>().Where(static b => b.IsKey).ToList();
        if (bindings.Find(b => b.Keys.All(bound.Accepts)) is { } binding)
        {
            return new(Reason.None, text, [.. binding.Keys])
            {
                Bindings = [.. bindings.Where(b => b.Keys.All(bound.Accepts))],
            };
        }

        if (bindings is [var other, ..])
        {
            return new(Reason.OtherKey, text, [.. other.Keys]);
        }

        if (conditions.OfType<Formula.Unread>().FirstOrDefault() is { } unread)
        {
            return new(Reason.Unparsed, unread.Reason, []);
        }

        if (
            all.Select(c => Doubt(c.Expression)).FirstOrDefault(static d => d.Reason != Reason.None) is
            (not Reason.None, { } doubt) found
        )
        {
            return new(found.Reason, doubt, []);
        }

        return new(Gravest(all), text, []);
    }

    /// <summary>
    /// A condition that leaves but the rows of one tenant, or of none, says how grave all of them are together.
    /// </summary>
    private Reason Gravest(List<Formula.Condition> all)
    {
        var reasons = all.ConvertAll(c => Of(c, all));
        var narrow = reasons.Find(static r =>
            r is Reason.NullTenant or Reason.LiteralTenant or Reason.DefaultTenant or Reason.SeveralTenants
        );
        return all.Count == 0 ? Reason.ConstantTrue
            : narrow != Reason.None ? narrow
            : reasons.Max();
    }

    /// <summary>The key that a condition makes the tenant column equal; null if it is no such condition.</summary>
    private KeyReading? Binding(Formula.Condition condition) =>
        condition is { Truth: Truth.True, Expression: Expression.Operation { Left: { } left } operation }
        && BuiltIn.IsEquality(operation)
            ? row.IsTenant(left)
                ? keys.Read(operation.Right)
                : row.IsTenant(operation.Right)
                    ? keys.Read(left)
                    : null
            : null;

    private static string Text(ImmutableArray<Formula> conditions)
    {
        var texts = conditions
            .OfType<Formula.Condition>()
            .Select(static c =>
                c.Truth switch
                {
                    Truth.True => c.Expression.ToString(),
                    Truth.False => $"not ({c.Expression})",
                    _ => $"({c.Expression}) is null",
                }
            )
            .Distinct()
            .ToList();
        return texts.Count == 0 ? "true" : string.Join(" and ", texts);
    }

    /// <summary>
    /// What in a condition cannot be judged: rows of other tables, functions of users, operators of users.
    /// </summary>
    private (Reason Reason, string? Text) Doubt(Expression expression)
    {
        foreach (var node in expression.DescendantsAndSelf())
        {
            switch (node)
            {
                case Query query when KeyReader.Target(query) is null:
                    return (Reason.Membership, $"other rows decide: {expression}");
                case OperatorName { Schema: not (null or "pg_catalog") } name:
                    return (Reason.Unknown, $"what operator {name} does is not known: {expression}");
                case Expression.Call call when !IsKnown(call):
                    return (Reason.Unknown, $"{Unknown(call.Function)}: {expression}");
                case Expression.Parameter or Expression.AllFields:
                    return (Reason.Unknown, $"not understood: {expression}");
            }
        }

        return expression is Expression.Operation { Left: { } left } operation && BuiltIn.IsEquality(operation)
            ? TenantDoubt(expression, left, operation.Right)
            : (Reason.None, null);
    }

    /// <summary>
    /// The tenant column against something that may be the key, or wrapped in something that may keep tenants apart.
    /// </summary>
    private (Reason Reason, string? Text) TenantDoubt(Expression whole, Expression left, Expression right)
    {
        var doubt = keys.Read(left).Doubt ?? keys.Read(right).Doubt;
        if (doubt is not null && (MentionsTenant(left) || MentionsTenant(right)))
        {
            return (Reason.Unknown, $"{doubt}: {whole}");
        }

        var wrapped = (MentionsTenant(left) && !row.IsTenant(left)) || (MentionsTenant(right) && !row.IsTenant(right));
        return wrapped && (MentionsKey(left) || MentionsKey(right))
            ? (Reason.Wrapped, $"the tenant column is wrapped in a way that may make two tenants one: {whole}")
            : (Reason.None, null);
    }

    private bool IsKnown(Expression.Call call) => call.Function.Schema is null or "pg_catalog" || keys.Read(call).IsKey;

    /// <summary>How grave it is that this condition stands where the tenant should.</summary>
    private Reason Of(Formula.Condition condition, List<Formula.Condition> all)
    {
        var expression = condition.Expression;
        var compared = condition.Truth == Truth.True ? Compared(expression) : null;
        if (compared is { } literal && BuiltIn.TextOf(literal) is not null)
        {
            return all.Exists(c => c != condition && IsUnboundTest(c)) ? Reason.DefaultTenant : Reason.LiteralTenant;
        }

        return IsUnboundTest(condition) ? Reason.OpenWhenUnbound
            : MentionsTenant(expression) ? OfTenant(condition)
            : expression.DescendantsAndSelf().Any(static n => n is Expression.Column) ? Reason.OtherCondition
            : MentionsRole(expression) ? Reason.RoleHatch
            : MentionsKey(expression) ? Reason.EscapeHatch
            : Reason.OtherCondition;
    }

    private Reason OfTenant(Formula.Condition condition) =>
        condition switch
        {
            { Truth: Truth.True, Expression: Expression.Test { Kind: TestKind.Null, Negated: false } test }
                when row.IsTenant(test.Operand) => Reason.NullTenant,
            { Truth: Truth.True, Expression: Expression.Quantified { All: false } any } when MentionsKey(any.Array) =>
                Reason.SeveralTenants,
            { Truth: Truth.True, Expression: Expression.Like like } when MentionsKey(like.Pattern) =>
                Reason.PatternCompare,
            { Truth: Truth.True, Expression: Expression.Operation operation }
                when !BuiltIn.IsEquality(operation) && (MentionsKey(operation.Right) || MentionsKey(operation.Left!)) =>
                Reason.PatternCompare,
            { Truth: Truth.True, Expression: Expression.Between } => Reason.PatternCompare,
            _ => Reason.OtherCondition,
        };

    /// <summary>What the tenant column is compared with.</summary>
    private Expression? Compared(Expression expression) =>
        expression is Expression.Operation { Left: { } left } operation && BuiltIn.IsEquality(operation)
            ? row.IsTenant(left)
                ? operation.Right
                : row.IsTenant(operation.Right)
                    ? left
                    : null
            : null;

    /// <summary>Whether a condition asks for a session without a tenant: a key that is null, or empty.</summary>
    private bool IsUnboundTest(Formula.Condition condition) =>
        condition switch
        {
            { Truth: Truth.True, Expression: Expression.Test { Kind: TestKind.Null, Negated: false } test } =>
                MentionsKey(test.Operand),
            { Truth: Truth.True, Expression: Expression.Operation { Left: { } left } operation }
                when BuiltIn.IsEquality(operation) => (MentionsKey(left) && BuiltIn.TextOf(operation.Right) is "")
                || (MentionsKey(operation.Right) && BuiltIn.TextOf(left) is ""),
            { Truth: Truth.Null, Expression: var other } => MentionsKey(other),
            _ => false,
        };

    private bool MentionsTenant(Expression expression) => expression.DescendantsAndSelf().Any(IsTenantNode);

    private bool IsTenantNode(Syntax node) => node is Expression e && row.IsTenantColumn(e);

    private bool MentionsKey(Expression expression) =>
        expression
            .DescendantsAndSelf()
            .Any(n => n is Expression.Call or Expression.Scalar && keys.Read((Expression)n).IsKey);

    private static bool MentionsRole(Expression expression) =>
        expression
            .DescendantsAndSelf()
            .Any(static n =>
                n
                    is Expression.SqlValue
                    {
                        Name: "current_user" or "session_user" or "current_role" or "user" or "system_user"
                    }
                || (n is Expression.Call call && BuiltIn.IsFunction(call.Function, "pg_has_role"))
            );
}
