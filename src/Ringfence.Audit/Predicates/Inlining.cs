using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>Puts a function's body in the place of its call, where it is one SQL expression.</summary>
internal sealed class Inlining(FunctionBodies bodies)
{
    private const int MaxDepth = 8;

    private int _depth;

    /// <summary>Null if the body is not known, is no expression, or calls go too deep.</summary>
    public Expression? Body(Expression.Call call)
    {
        if (
            _depth >= MaxDepth
            || call is { OfAll: true } or { Over: not null } or { Filter: not null } or { OfDistinct: true }
            || call.Arguments.Any(static a => a.Name is not null || a.Variadic)
            || bodies.Find(call.Function) is not { } function
            || function.Kind != FunctionKind.Function
        )
        {
            return null;
        }

        return
            FunctionBodies.Returns(function) is [var only]
            && KeyReader.Target(only) is { } value
            && !(function.IsDefiner && value.DescendantsAndSelf().Any(static n => n is Expression.SqlValue))
            ? Replaced(value, call, function)
            : null;
    }

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
    private static Expression? Replaced(Expression body, Expression.Call call, Function function)
    {
        var names = ArgumentNames(function);
        return Replacement.In(
            body,
            node =>
                node switch
                {
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

    /// <summary>Of <c>id uuid, other text</c>; a type alone has no name, and its first word names no column.</summary>
    private static List<string> ArgumentNames(Function function) =>
        [
            .. function
                .Arguments.Split(',', StringSplitOptions.TrimEntries)
                .Select(static a => a.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(static words => words.Length > 1 ? words[0].Trim('"') : ""),
        ];
}
