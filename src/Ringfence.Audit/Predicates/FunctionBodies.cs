using System.Collections.Concurrent;
using Ringfence.Catalog;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Predicates;

/// <summary>What functions return, where their body is one expression or a few returns.</summary>
internal sealed class FunctionBodies
{
    private const int MaxCalls = 8;

    private readonly ILookup<(string Schema, string Name), Function> _functions;
    private readonly ILookup<string, Function> _byName;
    private readonly OperatorNames _operators;
    private readonly ReadOnce<bool> _readsUser = new();

    /// <summary>Mostly all policies of a database call the same one.</summary>
    private readonly ConcurrentDictionary<Function, IReadOnlyList<Query>?> _returns = new(
        ReferenceEqualityComparer.Instance
    );

    public FunctionBodies(IReadOnlyCollection<Function> functions, IEnumerable<Operator> operators, uint? citext = null)
    {
        _functions = functions.ToLookup(static f => (f.Schema, f.Name));
        _byName = functions.Where(static f => f.Schema != "pg_catalog").ToLookup(static f => f.Name);
        _operators = new(operators, citext);
    }

    public static FunctionBodies Of(Snapshot snapshot) =>
        new(
            snapshot.Functions,
            snapshot.Operators,
            snapshot.Extensions.FirstOrDefault(static one => one.Name == "citext")?.Oid
        );

    /// <summary>The same, by the server's equality where it is by that of citext.</summary>
    public Expression.Operation Plain(Expression.Operation operation) =>
        operation.Left is not null && _operators.IsEquality(operation.Operator)
            ? operation with
            {
                Operator = new("="),
            }
            : operation;

    /// <summary>Whether an expression compares by an operator of a user that its text does not show.</summary>
    public bool HidesOperator(Policy policy, Expression expression) => _operators.IsHidden(policy, expression);

    /// <summary>The only function of this name, for calls in bodies, whose path is not known.</summary>
    public Function? FindAnywhere(string name) => _byName[name].Take(2).ToList() is [var only] ? only : null;

    /// <summary>The function that is called; null if it is not known, or is one of several of its name.</summary>
    public Function? Find(DottedName name) =>
        _functions[(name.Schema ?? "pg_catalog", name.Last)].ToList() is [var only] ? only : null;

    /// <summary>
    /// A call in a body whose path is not known, with the schema of the only function that it may mean; null if there are
    /// several.
    /// </summary>
    public Expression.Call? Qualified(Expression.Call call) =>
        call.Function.Schema is not null || !_byName.Contains(call.Function.Last) ? call
        : FindAnywhere(call.Function.Last) is { } only && only.ArgumentNames.Length == call.Arguments.Count
            ? call with
            {
                Function = new DottedName(only.Schema, only.Name),
            }
        : null;

    public bool MayReturnSet(DottedName name) => Called(name).Any(static f => f.ReturnsSet);

    /// <summary>Whether a value is one session's: it reads a setting or the role, or calls a function that may.</summary>
    public bool ReadsSession(Syntax node) =>
        node.DescendantsAndSelf()
            .Any(n =>
                n is Expression.SqlValue
                || (
                    n is Expression.Call call
                    && (
                        BuiltIn.IsCurrentSetting(call)
                        || call.Function.Schema is not (null or "pg_catalog")
                        || _byName.Contains(call.Function.Last)
                    )
                )
            );

    /// <summary>Whether the current user that a function's body reads, at any depth, is its owner.</summary>
    public bool ChangesUser(Function function) => function.IsDefiner && ReadsUser(function, 0);

    private bool ReadsUser(Function function, int calls) =>
        calls > MaxCalls
        || _readsUser.Of(
            function,
            calls,
            () =>
                (Returns(function) ?? [])
                    .SelectMany(static q => q.DescendantsAndSelf())
                    .Any(n =>
                        n is Expression.SqlValue { Name: "current_user" or "current_role" or "user" }
                        || (
                            n is Expression.Call call
                            && Called(call.Function).Any(f => !f.IsSystem && ReadsUser(f, calls + 1))
                        )
                    )
        );

    private IEnumerable<Function> Called(DottedName name) =>
        _functions[(name.Schema ?? "pg_catalog", name.Last)].Concat(name.Schema is null ? _byName[name.Last] : []);

    /// <summary>
    /// The queries of which one is the function's value: that of an SQL function, those of the returns of a plpgsql
    /// function that does nothing else. Null if the body is not understood.
    /// </summary>
    public IReadOnlyList<Query>? Returns(Function function) => _returns.GetOrAdd(function, Read);

    private IReadOnlyList<Query>? Read(Function function) =>
        function.Settings.Any(static s => ChangesMeaning(s.Split('=')[0])) ? null
        : function is { Language: "sql", SqlBody: { } body } ? SqlBody(body)
        : function.Source is { } source
        && Written(function.Language, source) is { } queries
        && queries.All(query => IsClear(query, source))
            ? queries
        : null;

    private static IReadOnlyList<Query>? Written(string language, string source) =>
        language switch
        {
            "sql" => SqlParser.Query(source).Tree is { } query ? [query] : null,
            "plpgsql" => PlpgsqlReturns.Read(source),
            _ => null,
        };

    /// <summary>Within the function a setting or the role is not what the session says, or texts are read otherwise.</summary>
    public static bool ChangesMeaning(string setting) =>
        setting.Contains('.', StringComparison.Ordinal)
        || setting is "role" or "session_authorization" or "standard_conforming_strings" or "transform_null_equals";

    /// <summary>
    /// Whether a text means the same in whatever session it is read: it is read anew in each, with that session's path and
    /// its ways with backslashes and <c>= null</c>.
    /// </summary>
    public bool IsClear(Query query, string source) =>
        !source.Contains('\\', StringComparison.Ordinal)
        && query
            .DescendantsAndSelf()
            .All(n =>
                n switch
                {
                    Expression.Call { Function: { Schema: null, Last: "current_setting" or "pg_backend_pid" } name } =>
                        !_byName.Contains(name.Last),
                    Expression.Operation { Left: { } left } operation
                        when BuiltIn.IsNull(left) || BuiltIn.IsNull(operation.Right) => false,
                    _ => !_operators.MayBeUsed(n),
                }
            );

    /// <summary><c>return expression</c>, or <c>begin atomic select …; end</c>.</summary>
    private static List<Query>? SqlBody(string body)
    {
        var text = body.Trim();
        if (text.StartsWith("return ", StringComparison.OrdinalIgnoreCase))
        {
            text = $"select {text[7..]}";
        }
        else if (
            text.StartsWith("begin atomic", StringComparison.OrdinalIgnoreCase)
            && text.EndsWith("end", StringComparison.OrdinalIgnoreCase)
        )
        {
            text = text[12..^3];
        }

        return SqlParser.Query(text).Tree is { } query ? [query] : null;
    }
}
