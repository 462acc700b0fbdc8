using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Predicates;

/// <summary>Whether a sub-select looks at the row around it.</summary>
internal static class QueryReach
{
    /// <summary>
    /// Whether any column within names a table that the query does not take rows from. The server prints columns in
    /// sub-selects with their table; one without, in a query without <c>from</c>, is the outer row's.
    /// </summary>
    public static bool IsCorrelated(Query query) => Refers(query, []);

    private static bool Refers(Syntax node, HashSet<string> known)
    {
        if (node is Query query)
        {
            known = [.. known, .. Sources(query)];
        }

        return node switch
        {
            Expression.Column { Path.Count: 1 } => known.Count == 0,
            Expression.Column column => !known.Contains(column.Table!),
            Expression.Star { Path.Count: > 0 } star => !known.Contains(star.Path[^1]),
            _ => node.Children.Any(child => Refers(child, known)),
        };
    }

    private static IEnumerable<string> Sources(Query query) =>
        query.Body is QueryBody.Select select ? select.From.SelectMany(Sources) : [];

    private static IEnumerable<string> Sources(FromItem item) =>
        item switch
        {
            { Alias.Name: { } name } => [name],
            FromItem.Table table => [table.Name.Last],
            FromItem.Join join => Sources(join.Left).Concat(Sources(join.Right)),
            FromItem.Functions { Calls: [{ Call: Expression.Call call }] } => [call.Function.Last],
            _ => [],
        };
}
