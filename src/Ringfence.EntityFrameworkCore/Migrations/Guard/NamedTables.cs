using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Migrations.Guard;

/// <summary>
/// The names that stand in a statement, each of which may be a table's: the server knows which are. Those in strings count
/// in a <c>do</c> block alone, and those in comments after the word <c>touches</c>.
/// </summary>
internal static class NamedTables
{
    private const string Marker = "touches";

    /// <summary>Each once; the schema is null where none is written before the name.</summary>
    public static IReadOnlyCollection<(string? Schema, string Name)> In(string sql)
    {
        var names = new HashSet<(string?, string)>();
        Add(names, sql, isBlock: false);
        return names;
    }

    private static void Add(HashSet<(string?, string)> names, string sql, bool isBlock)
    {
        var lexer = new SqlLexer(sql);
        var isDo = isBlock;
        SqlToken? previous = null;
        SqlToken? beforePrevious = null;
        while (lexer.NextToken() is { } token)
        {
            if (previous is null || previous.IsSign(';'))
            {
                isDo = isBlock || token.Is("do");
            }

            if (IsName(token))
            {
                names.Add(
                    (previous?.IsSign('.') == true && IsName(beforePrevious) ? beforePrevious!.Text : null, token.Text)
                );
            }
            else if (isDo && token.Kind == SqlTokenKind.String)
            {
                Add(names, token.Text, isBlock: true);
            }

            (beforePrevious, previous) = (previous, token);
        }

        foreach (var comment in lexer.Comments)
        {
            var text = comment.Trim('-', '/', '*', ' ', '\t', '\r', '\n');
            if (text.StartsWith(Marker, StringComparison.OrdinalIgnoreCase))
            {
                Add(names, text[Marker.Length..], isBlock: false);
            }
        }
    }

    private static bool IsName(SqlToken? token) => token?.Kind is SqlTokenKind.Word or SqlTokenKind.Name;
}
