using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>The columns in which two rows must be equal for a key to refuse the second.</summary>
internal static class KeyColumns
{
    /// <summary>
    /// Of a unique key all. Of an exclusion those that it compares by <c>=</c>: by any other operator, such as
    /// <c>&lt;&gt;</c>, the rows of other tenants are refused just because they are others'.
    /// </summary>
    /// <returns>
    /// Their numbers, 0 for an expression; null where what it compares by is not understood, the tenant above all.
    /// </returns>
    public static IReadOnlyList<int>? That(TableIndex index, Table table, Column tenant)
    {
        if (!index.IsExclusion)
        {
            return index.Columns;
        }

        var definition = table.Constraints.FirstOrDefault(one => one.Index == index.Oid)?.Definition;
        if (
            definition is null
            || Operators(definition) is not { } operators
            || operators.Count != index.Columns.Length
            || index.Columns.Where((number, place) => number == tenant.Number && operators[place].Length == 0).Any()
        )
        {
            return null;
        }

        return [.. index.Columns.Where((_, place) => operators[place] == "=")];
    }

    /// <summary>What stands after each <c>with</c> of <c>exclude using gist (a with =, b with operator(public.&amp;&amp;))</c>.</summary>
    private static List<string>? Operators(string definition)
    {
        try
        {
            var operators = new List<string>();
            var depth = 0;
            var tokens = new Lexer(definition).Read();
            for (var at = 0; at < tokens.Count; at++)
            {
                depth +=
                    tokens[at].Is("(") ? 1
                    : tokens[at].Is(")") ? -1
                    : 0;
                if (depth == 1 && tokens[at].Is("with"))
                {
                    var sign = tokens.FindIndex(at, static token => token.Kind == TokenKind.Operator);
                    // One of somebody's own is called as he likes.
                    var isOwn = tokens[at + 1].Is("operator") && !tokens[at + 3].Is("pg_catalog");
                    operators.Add(isOwn || sign < 0 ? "" : tokens[sign].Text);
                }
                else if (depth == 0 && operators.Count > 0)
                {
                    break;
                }
            }

            return operators;
        }
        catch (UnparsedException)
        {
            return null;
        }
    }
}
