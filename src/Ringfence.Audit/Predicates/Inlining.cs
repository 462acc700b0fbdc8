using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>Puts a function's body in the place of its call, where it is one SQL expression.</summary>
internal sealed class Inlining(FunctionBodies bodies)
{
    private const int MaxDepth = 8;

    /// <summary>Arguments that stand in a body many times, and bodies that call many, grow with each call.</summary>
    private const int MostNodes = 20_000;

    private int _depth;
    private int _nodes;

    /// <summary>Null if the body is not known, is no expression, or calls go too deep.</summary>
    public Expression? Body(Expression.Call call)
    {
        if (
            _depth >= MaxDepth
            || call is { OfAll: true } or { Over: not null } or { Filter: not null } or { OfDistinct: true }
            || call.Arguments.Any(static a => a.Name is not null || a.Variadic)
            || bodies.Find(call.Function) is not { } function
            || function.Kind != FunctionKind.Function
            || function.ReturnsSet
            || bodies.ChangesUser(function)
            || function.Arguments.Contains("VARIADIC ", StringComparison.Ordinal)
        )
        {
            return null;
        }

        return
            bodies.Returns(function) is [var only]
            && KeyReader.Target(only) is { } value
            && !(function.Volatility == Volatility.Immutable && bodies.ReadsSession(value))
            && Replaced(value, call, function) is { } body
            && IsAffordable(body)
            ? body
            : null;
    }

    private bool IsAffordable(Expression body)
    {
        var before = _depth == 0 ? 0 : _nodes;
        _nodes = before + body.DescendantsAndSelf().Take(MostNodes - before + 1).Count();
        return _nodes <= MostNodes;
    }

    /// <summary>Whether a select of this value may have more rows than one.</summary>
    public bool MayReturnSet(Expression value) =>
        value.DescendantsAndSelf().Any(n => n is Expression.Call call && bodies.MayReturnSet(call.Function));

    /// <summary>Reads what stands in a body, one call deeper.</summary>
    public T Within<T>(Func<T> read)
    {
        _depth++;
        try
        {
            return read();
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>
    /// Arguments go where the body says <c>$1</c> or their name. A body with any other column is not understood.
    /// </summary>
    private Expression? Replaced(Expression body, Expression.Call call, Function function)
    {
        var names = function.ArgumentNames;
        return Replacement.In(
            body,
            node =>
                node switch
                {
                    Expression.Call inner => function.SqlBody is null ? bodies.Qualified(inner) : inner,
                    Expression.Parameter parameter => Argument(call, Position(parameter)),
                    Expression.Column { Path: [var name] } => Argument(call, names.IndexOf(name)),
                    Expression.Column { Path: [var table, var name] } when table == function.Name => Argument(
                        call,
                        names.IndexOf(name)
                    ),
                    _ => null,
                }
        );
    }

    private static int Position(Expression.Parameter parameter) =>
        int.TryParse(parameter.Number, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number - 1
            : -1;

    private static Expression? Argument(Expression.Call call, int index) =>
        index >= 0 && index < call.Arguments.Count ? call.Arguments[index].Value : null;
}
