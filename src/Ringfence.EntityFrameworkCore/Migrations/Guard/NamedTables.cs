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
    /// <returns>All of them, and those of comments after the word, which must be tables: nothing else reads them.</returns>
    public static (
        IReadOnlyCollection<(string? Schema, string Name)> All,
        IReadOnlyCollection<(string? Schema, string Name)> Marked
    ) In(string sql)
    {
        var names = new HashSet<(string?, string)>();
        var marked = new HashSet<(string?, string)>();
        Add(names, marked, sql, isBlock: false);
        names.UnionWith(marked);
        return (names, marked);
    }

    private static void Add(
        HashSet<(string?, string)> names,
        HashSet<(string?, string)> marked,
        string sql,
        bool isBlock
    )
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
                Add(names, marked, token.Text, isBlock: true);
            }

            (beforePrevious, previous) = (previous, token);
        }

        foreach (var comment in lexer.Comments)
        {
            var text = comment.Trim('-', '/', '*', ' ', '\t', '\r', '\n');
            if (
                text.StartsWith(Marker, StringComparison.OrdinalIgnoreCase)
                && !text.AsSpan(Marker.Length).StartsWith("_")
                && (text.Length == Marker.Length || !char.IsLetterOrDigit(text[Marker.Length]))
            )
            {
                AddMarked(marked, text[Marker.Length..]);
            }
        }
    }

    /// <summary>A name with its schema is one, and a full stop may end the comment.</summary>
    private static void AddMarked(HashSet<(string?, string)> marked, string text)
    {
        var lexer = new SqlLexer(text);
        SqlToken? schema = null;
        SqlToken? last = null;
        var isQualified = false;
        while (lexer.NextToken() is { } token)
        {
            if (IsName(token))
            {
                Take();
                last = token;
            }
            else
            {
                isQualified = token.IsSign('.');
            }
        }

        isQualified = false;
        Take();

        void Take()
        {
            if (isQualified)
            {
                (schema, last, isQualified) = (last, null, false);
            }
            else if (last is not null)
            {
                marked.Add((schema?.Text, last.Text));
                (schema, last) = (null, null);
            }
        }
    }

    private static bool IsName(SqlToken? token) => token?.Kind is SqlTokenKind.Word or SqlTokenKind.Name;
}
