using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>
/// Tells whether an expression is the bound tenant: a setting, a getter, the role, a look-up led by one of them,
/// through
/// casts, <c>nullif</c>, <c>coalesce</c> and scalar sub-selects. Whatever could make one tenant's id another's is no
/// key.
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
            _ => KeyReading.None,
        };

    private KeyReading Cast(Expression.Cast cast, int calls)
    {
        var inner = Read(cast.Operand, calls);
        if (!inner.IsKey)
        {
            return inner;
        }

        var type = cast.Type;
        var keeps =
            type is { Modifiers.Count: 0, Tail.Length: 0, Dimensions: 0, Name.Schema: null or "pg_catalog" }
            && KeepingTypes.Contains(type.Name.Last);
        return keeps ? inner
            : type.Dimensions > 0 ? KeyReading.None
            : KeyReading.Doubtful($"a cast to {type} may make two tenants one");
    }

    private static KeyReading Role(Expression.SqlValue value) =>
        value.Name switch
        {
            "current_user" or "current_role" or "user" => KeyReading.Of(KeyKind.Role, "current_user"),
            "session_user" => KeyReading.Of(KeyKind.Role, "session_user"),
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

    /// <summary>A member of a JSON setting.</summary>
    private KeyReading Member(Expression.Operation operation, int calls)
    {
        if (
            operation.Left is null
            || operation.Operator is not { Symbol: "->" or "->>" or "#>" or "#>>", Schema: null or "pg_catalog" }
            || BuiltIn.TextOf(operation.Right) is not { } member
        )
        {
            return KeyReading.None;
        }

        var reading = Read(operation.Left, calls);
        return reading.IsKey && reading.Keys.All(static k => k.Kind is KeyKind.Setting or KeyKind.Getter)
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
        if (bound.Getters.Contains(name))
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
        if (bound.Getters.Contains(name))
        {
            return KeyReading.Of(KeyKind.Getter, name);
        }

        if (calls >= MaxCalls || call.Arguments.Count > 0 || function is null)
        {
            return KeyReading.Doubtful($"what {name} returns is not known");
        }

        if (FunctionBodies.Returns(function) is not { } returns)
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

        return function.IsDefiner && keys.Exists(static k => k.Name == "current_user")
            ? KeyReading.Doubtful($"within {name} the current user is its owner")
            : new([.. keys.Distinct()], null);
    }

    private KeyReading Query(Query query, int calls)
    {
        if (Target(query) is { } value)
        {
            return Read(value, calls);
        }

        if (
            query is not { With.Count: 0, Body: QueryBody.Select { Targets.Count: 1, From.Count: > 0 } select }
            || QueryReach.IsCorrelated(query)
        )
        {
            return KeyReading.Doubtful("a sub-select that depends on the row, or on more than one query");
        }

        // A function that is called once a row must not answer with another row's tenant each time.
        var unsteady =
            query.OrderBy.Any(static o => o.Value is not Expression.Column and not Expression.Literal)
            || query.DescendantsAndSelf().Any(static n => n is FromItem.SampleClause);
        return !unsteady && select.Where is not null && IsLed(select.Where, calls)
            ? KeyReading.Of(KeyKind.Lookup, Source(select.From[0]))
            : KeyReading.Doubtful("a sub-select that nothing of the session leads");
    }

    /// <summary>The value of a select without tables; null for any other.</summary>
    public static Expression? Target(Query query) =>
        query is { With.Count: 0, Offset: null, Body: QueryBody.Select { From.Count: 0, Targets: [var target] } select }
        && select is { GroupBy.Count: 0, Having: null, Where: null }
            ? target.Value
            : null;

    public static string Source(FromItem item) =>
        item switch
        {
            FromItem.Table table => table.Name.ToString(),
            FromItem.Join join => Source(join.Left),
            FromItem.Functions { Calls: [var call] } => call.ToString(),
            _ => "a sub-select",
        };

    /// <summary>Whether a column must equal something of the session.</summary>
    private bool IsLed(Expression condition, int calls) =>
        condition switch
        {
            Expression.And and => and.Operands.Any(o => IsLed(o, calls)),
            Expression.Operation { Left: { } left } operation when BuiltIn.IsEquality(operation) => (
                IsColumn(left) && IsOfSession(operation.Right, calls)
            ) || (IsColumn(operation.Right) && IsOfSession(left, calls)),
            _ => false,
        };

    private static bool IsColumn(Expression expression) =>
        expression is Expression.Column or Expression.Cast { Operand: Expression.Column };

    private bool IsOfSession(Expression expression, int calls) =>
        expression is Expression.Call { Arguments.Count: 0 } call && BuiltIn.IsFunction(call.Function, "pg_backend_pid")
        || Read(expression, calls).IsKey;
}
