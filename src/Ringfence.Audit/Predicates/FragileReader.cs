using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>Finds reads of settings that fail in a session without a tenant, through the bodies of functions.</summary>
internal sealed class FragileReader(FunctionBodies bodies)
{
    private const int MaxCalls = 8;

    /// <summary>Types of which the empty text is a value.</summary>
    private static readonly string[] EmptyTaking =
    [
        "text",
        "character varying",
        "varchar",
        "name",
        "bpchar",
        "character",
        "citext",
        "bytea",
    ];

    public IEnumerable<FragileRead> Read(Expression expression) =>
        [.. Read(expression, new(null, false, false, [], 0, [])).Where(static read => read.Unset || read.Empty)];

    private IEnumerable<FragileRead> Read(Syntax node, Place place)
    {
        switch (node)
        {
            case Expression.Case choice:
                // Only the branch that is taken is computed, when it is planned too; of an «and» both sides are.
                var known = place with
                {
                    Guarded = place.Guarded.Union(SettingsOf(choice)),
                };
                return choice
                    .Whens.SelectMany(when => Read(when.Condition, place).Concat(Read(when.Result, known)))
                    .Concat(choice.Operand is null ? [] : Read(choice.Operand, place))
                    .Concat(choice.Else is null ? [] : Read(choice.Else, known));
            case Expression.Cast cast when !EmptyTaking.Contains(cast.Type.Name.Last):
                return MayBeEmpty(cast.Operand)
                    .Where(setting => !place.Guarded.Contains(setting))
                    .Select(setting => new FragileRead(setting, false, !place.TakesEmpty, place.Within))
                    .Concat(Below(cast, place));
            case Expression.Call call when BuiltIn.SettingName(call) is { } name:
                // The server's own settings, whose names have no dot, are there in every session.
                return place.Guarded.Contains(name) || !name.Contains('.', StringComparison.Ordinal)
                    ? []
                    : [new(name, !BuiltIn.MissingOk(call) && !place.TakesUnset, false, place.Within)];
            case Expression.Call call
                when place.Calls < MaxCalls
                    && Called(call, place) is { } function
                    && bodies.Returns(function) is { } queries:
                var within = place.In(function);
                return !place.Seen.Add((function, within.Outlook))
                    ? Below(call, place)
                    : queries.SelectMany(query => Read(query, within)).Concat(Below(call, place));
            default:
                return Below(node, place);
        }
    }

    private Function? Called(Expression.Call call, Place place) =>
        bodies.Find(call.Function)
        ?? (place.Within is not null && call.Function.Schema is null ? bodies.FindAnywhere(call.Function.Last) : null);

    private IEnumerable<FragileRead> Below(Syntax node, Place place) =>
        node.Children.SelectMany(child => Read(child, place));

    private static IEnumerable<string> SettingsOf(Expression.Case choice) =>
        choice
            .Whens.Select(static when => when.Condition)
            .Concat(choice.Operand is null ? [] : [choice.Operand])
            .SelectMany(static condition => condition.DescendantsAndSelf())
            .OfType<Expression.Call>()
            .Select(BuiltIn.SettingName)
            .OfType<string>();

    /// <summary>The settings whose text comes to the cast as it is; <c>nullif(…, '')</c> sees to the empty one.</summary>
    private static IEnumerable<string> MayBeEmpty(Expression operand) =>
        operand switch
        {
            Expression.Call call when BuiltIn.SettingName(call) is { } name => [name],
            Expression.Cast cast when EmptyTaking.Contains(cast.Type.Name.Last) => MayBeEmpty(cast.Operand),
            Expression.Scalar scalar when KeyReader.Target(scalar.Query) is { } value => MayBeEmpty(value),
            Expression.Choice { Name: "coalesce" } choice => choice.Arguments.SelectMany(MayBeEmpty),
            _ => [],
        };

    /// <summary>Where a read stands, and which of its errors somebody catches there.</summary>
    private sealed record Place(
        Function? Within,
        bool TakesUnset,
        bool TakesEmpty,
        ImmutableHashSet<string> Guarded,
        int Calls,
        HashSet<(Function Function, string Outlook)> Seen
    )
    {
        /// <summary>What the same body reads otherwise in another place.</summary>
        public string Outlook =>
            $"{Calls} {TakesUnset} {TakesEmpty} {string.Join(' ', Guarded.Order(StringComparer.Ordinal))}";

        public Place In(Function function)
        {
            var caught = PlpgsqlReturns.Caught(function);
            return this with
            {
                Within = function,
                TakesUnset = TakesUnset || caught.Overlaps(["others", "undefined_object", "42704"]),
                TakesEmpty =
                    TakesEmpty || caught.Overlaps(["others", "invalid_text_representation", "data_exception", "22P02"]),
                Calls = Calls + 1,
            };
        }
    }
}
