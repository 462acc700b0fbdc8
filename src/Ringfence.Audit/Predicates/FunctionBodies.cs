using Ringfence.Catalog;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>What functions return, where their body is one expression or a few returns.</summary>
internal sealed class FunctionBodies
{
    private readonly ILookup<(string Schema, string Name), Function> _functions;

    public FunctionBodies(IEnumerable<Function> functions) =>
        _functions = functions.ToLookup(static f => (f.Schema, f.Name));

    public static FunctionBodies Of(Snapshot snapshot) => new(snapshot.Functions);

    /// <summary>The only function of this name, for calls in bodies, whose path is not known.</summary>
    public Function? FindAnywhere(string name) =>
        _functions.Where(g => g.Key.Name == name).SelectMany(static g => g).Take(2).ToList() is [var only]
            ? only
            : null;

    /// <summary>The function that is called; null if it is not known, or is one of several of its name.</summary>
    public Function? Find(DottedName name) =>
        _functions[(name.Schema ?? "pg_catalog", name.Last)].ToList() is [var only] ? only : null;

    /// <summary>
    /// The queries of which one is the function's value: that of an SQL function, those of the returns of a plpgsql
    /// function that does nothing else. Null if the body is not understood.
    /// </summary>
    public static IReadOnlyList<Query>? Returns(Function function) =>
        function.Settings.Any(static s => s.Split('=')[0].Contains('.', StringComparison.Ordinal))
            ? null // Within it, a setting is not what the session says.
            : function.Language switch
            {
                "sql" when function.SqlBody is { } body => SqlBody(body),
                "sql" when function.Source is { } source => SqlParser.Query(source).Tree is { } query ? [query] : null,
                "plpgsql" when function.Source is { } source => PlpgsqlReturns.Read(source),
                _ => null,
            };

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
