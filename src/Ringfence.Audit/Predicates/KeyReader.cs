using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// Tells whether an expression is the bound tenant: a setting, a getter, the role, a look-up led by one of them, through
/// casts, <c>nullif</c>, <c>coalesce</c> and scalar sub-selects. Whatever could make one tenant's id another's is no key.
/// </summary>
internal sealed class KeyReader(FunctionBodies bodies, BoundTenant bound)
{
    /// <summary>Functions that call functions; a chain that is longer is not followed.</summary>
    private const int MaxCalls = 8;

    /// <summary>Casts to these cut nothing off and round nothing that an id has.</summary>
    private static readonly string[] KeepingTypes =
    [
        "uuid",
        "smallint",
        "integer",
        "bigint",
        "numeric",
        "text",
        "character varying",
        "varchar",
        "json",
        "jsonb",
    ];

    private readonly ReadOnce<KeyReading> _read = new();

    /// <summary>The tenant column's own type, with its modifiers.</summary>
    public string? TenantType { get; init; }

    public KeyReading Read(Expression expression) => Read(expression, 0);

    private KeyReading Read(Expression expression, int calls) =>
        expression switch
        {
            Expression.Call call => Call(call, calls),
            Expression.SqlValue value => Role(value),
            Expression.Cast cast => Cast(cast, calls),
            Expression.Choice { Name: "coalesce" } choice => Together(choice.Arguments, calls),
            Expression.Choice { Name: "nullif" } choice when BuiltIn.TextOf(choice.Arguments[1]) is not null => Read(
                choice.Arguments[0],
                calls
            ),
            Expression.Case choice => Chosen(choice, calls),
            Expression.Operation operation => Member(operation, calls),
            Expression.Scalar scalar => Query(scalar.Query, calls),
            Expression.Collate { Collation.Last: "C" } collate => Read(collate.Operand, calls),
            _ => Unknown(expression, calls),
        };

    private KeyReading Unknown(Expression expression, int calls) =>
        Mentions(expression, calls)
            ? KeyReading.Doubtful($"what {expression} makes of the key is not known")
            : KeyReading.None;

    private bool Mentions(Syntax node, int calls) =>
        node.Children.Any(child =>
            child is Expression expression
                ? Read(expression, calls) is { IsKey: true } or { Doubt: not null }
                : child is not Query { } && Mentions(child, calls)
        );

    private KeyReading Cast(Expression.Cast cast, int calls)
    {
        var inner = Read(cast.Operand, calls);
        if (!inner.IsKey)
        {
            return inner;
        }

        return Keeps(cast.Type) || IsOwn(cast.Type.ToString()) ? inner
            : cast.Type.Dimensions > 0 ? KeyReading.None
            : KeyReading.Doubtful($"a cast to {cast.Type} may make two tenants one");
    }

    private static bool Keeps(TypeName type) =>
        type is { Modifiers.Count: 0, Tail.Length: 0, Dimensions: 0, Name.Schema: null or "pg_catalog" }
        && KeepingTypes.Contains(type.Name.Last);

    /// <summary>
    /// Whether it is the tenant column's type, and one that somebody made, such as an enumeration. Those of the server may
    /// cut (<c>varchar(8)</c>, <c>name</c>) or round (<c>real</c>), and then the id of one tenant reads another's.
    /// </summary>
    private bool IsOwn(string type) =>
        type == TenantType && type.Contains('.', StringComparison.Ordinal) && !type.EndsWith(')');

    private static KeyReading Role(Expression.SqlValue value) =>
        value.Name switch
        {
            "current_user" or "current_role" or "user" => KeyReading.Of(KeyKind.Role, "current_user"),
            "session_user" or "system_user" => KeyReading.Of(KeyKind.Role, value.Name),
            _ => KeyReading.None,
        };

    /// <summary>
    /// Values of which the first that is there is taken: all must be keys, nothing, or an empty text.
    /// </summary>
    private KeyReading Together(IEnumerable<Expression> values, int calls)
    {
        var keys = new List<BoundKey>();
        foreach (var value in values)
        {
            if (BuiltIn.IsNull(value) || BuiltIn.TextOf(value) is "")
            {
                continue;
            }

            var reading = Read(value, calls);
            if (!reading.IsKey)
            {
                return reading;
            }

            keys.AddRange(reading.Keys);
        }

        return new([.. keys.Distinct()], null);
    }

    /// <summary>
    /// What a case chooses by may differ from row to row, so the key must be the same whatever is chosen.
    /// </summary>
    private KeyReading Chosen(Expression.Case choice, int calls)
    {
        var results = choice.Whens.Select(static w => w.Result).Append(choice.Else ?? Expression.Literal.Null);
        var reading = Together(results, calls);
        return reading.Keys.Count > 1 ? KeyReading.None : reading;
    }

    /// <summary>A member of JSON; of any other operation nothing is known.</summary>
    private KeyReading Member(Expression.Operation operation, int calls)
    {
        if (
            operation.Left is null
            || operation.Operator is not { Symbol: "->" or "->>" or "#>" or "#>>", Schema: null or "pg_catalog" }
            || BuiltIn.TextOf(operation.Right) is not { } member
        )
        {
            return Unknown(operation, calls);
        }

        var reading = Read(operation.Left, calls);
        return reading.IsKey
            ? new(
                [.. reading.Keys.Select(k => k with { Name = $"{k.Name} {operation.Operator.Symbol} {member}" })],
                null
            )
            : reading;
    }

    private KeyReading Call(Expression.Call call, int calls)
    {
        if (BuiltIn.IsCurrentSetting(call))
        {
            return BuiltIn.SettingName(call) is { } setting
                ? KeyReading.Of(KeyKind.Setting, setting)
                : KeyReading.Doubtful("the name of the setting is computed");
        }

        var name = $"{call.Function.Schema ?? "pg_catalog"}.{call.Function.Last}";
        if (call.Arguments.Count == 0 && bound.Getters.Contains(name))
        {
            return KeyReading.Of(KeyKind.Getter, name);
        }

        if (
            calls > 0
            && call is { Function.Schema: null, Arguments.Count: 0 }
            && bodies.FindAnywhere(call.Function.Last) is { } own
        )
        {
            return Body(call, own, $"{own.Schema}.{own.Name}", calls);
        }

        if (name.StartsWith("pg_catalog.", StringComparison.Ordinal))
        {
            return call.Arguments.Any(a => Read(a.Value, calls) is { IsKey: true } or { Doubt: not null })
                ? KeyReading.Doubtful($"what {call.Function} makes of the key is not known")
                : KeyReading.None;
        }

        return Body(call, bodies.Find(call.Function), name, calls);
    }

    private KeyReading Body(Expression.Call call, Function? function, string name, int calls)
    {
        if (call.Arguments.Count == 0 && bound.Getters.Contains(name))
        {
            return KeyReading.Of(KeyKind.Getter, name);
        }

        if (calls >= MaxCalls || call.Arguments.Count > 0 || function is null)
        {
            return KeyReading.Doubtful($"what {name} returns is not known");
        }

        if (Unfit(function, name) is { } unfit)
        {
            return KeyReading.Doubtful(unfit);
        }

        return _read.Of(function, calls, () => Returned(function, name, calls));
    }

    private KeyReading Returned(Function function, string name, int calls)
    {
        if (bodies.Returns(function) is not { } returns)
        {
            return KeyReading.Doubtful($"the body of {name} is not understood");
        }

        var keys = new List<BoundKey>();
        foreach (var query in returns)
        {
            if (Target(query) is { } value && BuiltIn.IsNull(value))
            {
                continue;
            }

            var reading = Query(query, calls + 1);
            if (!reading.IsKey)
            {
                return KeyReading.Doubtful(reading.Doubt ?? $"{name} returns something that is of no session");
            }

            keys.AddRange(reading.Keys);
        }

        return new([.. keys.Distinct()], null);
    }

    /// <summary>What keeps a function from being the session's key, whatever its body reads; null if nothing does.</summary>
    private string? Unfit(Function function, string name) =>
        function.ReturnsSet ? $"{name} returns a set"
        : function.Volatility == Volatility.Immutable
            ? $"{name} is immutable: a plan may keep the value of another session"
        : function.ReturnType is not { } type || (!KeepingTypes.Contains(type) && !IsOwn(type))
            ? $"the type that {name} returns may make two tenants one"
        : bodies.ChangesUser(function) ? $"within {name} the current user is its owner"
        : null;

    private KeyReading Query(Query query, int calls)
    {
        if (Target(query) is { } value)
        {
            return Read(value, calls);
        }

        if (Lookup(query) is not { } lookup || QueryReach.IsCorrelated(query))
        {
            return KeyReading.Doubtful("a sub-select that depends on the row, or is not a column of one row");
        }

        // Two look-ups are one key only if they are the same text: another column may be another tenant's.
        return IsLed(lookup.Where, lookup.From, calls)
            ? KeyReading.Of(KeyKind.Lookup, query.ToString())
            : KeyReading.Doubtful("a sub-select that nothing of the session leads");
    }

    /// <summary>
    /// One column of one table, by a condition; a limit would choose among rows, of which each may be another tenant's.
    /// </summary>
    private static (FromItem.Table From, Expression Where)? Lookup(Query query) =>
        query is { With.Count: 0, Limit: null, Offset: null, Body: QueryBody.Select select }
        && select is { DistinctOn.Count: 0, GroupBy.Count: 0, Having: null, Targets: [var target], Where: { } where }
        && select.From is [FromItem.Table { Sample: null } table]
        && IsColumn(target.Value, table)
            ? (table, where)
            : null;

    /// <summary>The value of a select without tables; null for any other.</summary>
    public static Expression? Target(Query query) =>
        query is { With.Count: 0, Limit: null, Offset: null, Body: QueryBody.Select { Targets: [var target] } select }
        && select is { From.Count: 0, DistinctOn.Count: 0, GroupBy.Count: 0, Having: null, Where: null }
            ? target.Value
            : null;

    /// <summary>The same select without tables, of another value.</summary>
    public static Query Selecting(Query query, Expression value)
    {
        var select = (QueryBody.Select)query.Body;
        return query with { Body = select with { Targets = [select.Targets[0] with { Value = value }] } };
    }

    /// <summary>Whether a column of the table must equal something of the session.</summary>
    private bool IsLed(Expression condition, FromItem.Table table, int calls) =>
        condition switch
        {
            Expression.And and => and.Operands.Any(o => IsLed(o, table, calls)),
            Expression.Operation { Left: { } left } operation when BuiltIn.IsEquality(operation) => (
                IsColumn(left, table) && IsOfSession(operation.Right, calls)
            ) || (IsColumn(operation.Right, table) && IsOfSession(left, calls)),
            _ => false,
        };

    private static bool IsColumn(Expression expression, FromItem.Table table) =>
        expression switch
        {
            Expression.Column column => column.Table is null || column.Table == (table.Alias?.Name ?? table.Name.Last),
            Expression.Cast { Operand: Expression.Column column } cast => Keeps(cast.Type) && IsColumn(column, table),
            _ => false,
        };

    private bool IsOfSession(Expression expression, int calls) =>
        expression is Expression.Call { Arguments.Count: 0 } call && BuiltIn.IsFunction(call.Function, "pg_backend_pid")
        || Read(expression, calls).IsKey;
}
