using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>Collects the settings and functions that an expression reads, through the bodies of functions.</summary>
internal sealed class UseReader(FunctionBodies bodies)
{
    private const int MaxCalls = 8;

    private static readonly string[] EmptyTaking = ["text", "character varying", "varchar", "name", "bpchar", "citext"];

    private readonly ReadOnce<IReadOnlyList<SettingRead>> _settings = new();
    private readonly ReadOnce<IReadOnlyList<SettingRead>> _hoisted = new();
    private readonly ReadOnce<bool> _readsSession = new();

    public IEnumerable<SettingRead> Settings(Syntax node, bool hoisted) => Settings(node, hoisted, 0);

    public IEnumerable<FunctionUse> Functions(Syntax node, bool hoisted) =>
        node is Expression.Call call
        && bodies.Find(call.Function) is var function
        && (function is not null || call.Function.Schema is not null)
            ? [new(call.Function.ToString(), function, hoisted, ReadsSession(function, 0))]
            : [];

    private IEnumerable<SettingRead> Settings(Syntax node, bool hoisted, int calls)
    {
        switch (node)
        {
            // A cast chokes if what it casts may be an empty text; `nullif(…, '')` in between sees to that.
            case Expression.Cast cast when !EmptyTaking.Contains(cast.Type.Name.Last):
                foreach (var inner in MayBeEmpty(cast.Operand))
                {
                    yield return new(BuiltIn.SettingName(inner)!, BuiltIn.MissingOk(inner), true, hoisted);
                }

                break;
            case Expression.Call call when BuiltIn.SettingName(call) is { } name:
                yield return new(name, BuiltIn.MissingOk(call), false, hoisted);
                break;
            case Expression.Call call when calls < MaxCalls && bodies.Find(call.Function) is { } function:
                var within = hoisted ? _hoisted : _settings;
                foreach (
                    var read in within.Of(
                        function,
                        calls,
                        () => [.. Body(function).SelectMany(n => Settings(n, hoisted, calls + 1)).Distinct()]
                    )
                )
                {
                    yield return read;
                }

                break;
        }
    }

    private static IEnumerable<Expression.Call> MayBeEmpty(Expression operand) =>
        operand switch
        {
            Expression.Call call when BuiltIn.SettingName(call) is not null => [call],
            Expression.Choice { Name: "coalesce" } choice => choice.Arguments.SelectMany(MayBeEmpty),
            _ => [],
        };

    private bool? ReadsSession(Function? function, int calls)
    {
        if (function is null || calls >= MaxCalls || bodies.Returns(function) is null)
        {
            return function is { IsSystem: true } ? function.Name is "current_setting" or "pg_backend_pid" : null;
        }

        return _readsSession.Of(function, calls, () => Reads(function, calls));
    }

    private bool Reads(Function function, int calls)
    {
        var nodes = Body(function).ToList();
        return nodes.Exists(static n => n is Expression.SqlValue or FromItem.Table)
            || nodes.Exists(static n => n is Expression.Call call && BuiltIn.IsCurrentSetting(call))
            || nodes.Exists(n =>
                n is Expression.Call call
                && bodies.Find(call.Function) is { } called
                && ReadsSession(called, calls + 1) == true
            );
    }

    private IEnumerable<Syntax> Body(Function function) =>
        (bodies.Returns(function) ?? []).SelectMany(static q => q.DescendantsAndSelf());
}
