using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>
/// Cuts the body of an SQL or plpgsql function into statements, and reads the queries in them. It knows no more than it must:
/// a statement that it cannot read has no tree, and a body that it cannot cut is none.
/// </summary>
internal sealed class BodyReader
{
    /// <summary>After these a statement of plpgsql begins.</summary>
    private static readonly string[] Leading = ["begin", "declare", "then", "else", "loop"];

    /// <summary>What follows is an expression.</summary>
    private static readonly string[] Asking = ["if", "elsif", "elseif", "while"];

    /// <summary>These may give a value to whatever they name.</summary>
    private static readonly string[] Writing = ["for", "foreach", "get", "fetch", "open", "move", "call"];

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly bool _isSql;

    private BodyReader(string text, List<Token> tokens, bool isSql)
    {
        _text = text;
        _tokens = tokens;
        _isSql = isSql;
    }

    /// <returns>Null where the body is in another language, or cannot be cut into statements.</returns>
    public static IReadOnlyList<BodyStatement>? Read(Function function)
    {
        var text = function.SqlBody ?? function.Source;
        // A session may read backslashes otherwise, and a directive may say what names mean.
        if (
            function.Language is not ("sql" or "plpgsql")
            || text is null
            || text.Contains('\\', StringComparison.Ordinal)
            || text.Contains("#variable_conflict", StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }

        try
        {
            return new BodyReader(text, new Lexer(text).Read(), function.Language == "sql").Statements();
        }
        catch (UnparsedException)
        {
            return null;
        }
    }

    private List<BodyStatement>? Statements()
    {
        var (start, last) = Bounds();
        var statements = new List<BodyStatement>();
        var isDeclared = false;
        var (parentheses, cases) = (0, 0);
        for (var at = start; at < last; at++)
        {
            var token = _tokens[at];
            parentheses += Step(token, "(", ")");
            cases += Step(token, "case", "end", cases);
            var isEnd = token.Is(";");
            if (isEnd && (parentheses != 0 || cases != 0))
            {
                return null;
            }

            if (isEnd || (!_isSql && parentheses == 0 && cases == 0 && Array.Exists(Leading, token.Is)))
            {
                statements.Add(Statement(start, at, isDeclared));
                isDeclared = token.Is("declare") || (isDeclared && !token.Is("begin"));
                start = at + 1;
            }
        }

        statements.Add(Statement(start, last, isDeclared));
        return statements;
    }

    /// <summary>Without what stands around the statements of a body that the server keeps parsed.</summary>
    private (int Start, int End) Bounds()
    {
        var last = _tokens.Count - 1;
        return _isSql && _tokens[0].Is("begin") && _tokens[1].Is("atomic") && _tokens[last - 1].Is("end")
            ? (2, last - 1)
            : (0, last);
    }

    private static int Step(Token token, string open, string close, int depth = 1) =>
        token.Is(open) ? 1
        : token.Is(close) && depth > 0 ? -1
        : 0;

    private BodyStatement Statement(int start, int end, bool isDeclared)
    {
        ImmutableArray<Token> words = [.. _tokens[start..end]];
        if (words.IsEmpty)
        {
            return new(words, null, []);
        }

        var into = Into(start, end);
        var written = Written(start, end, into, isDeclared);
        var isAssignment = !isDeclared && words.Length > 1 && words[1].Is(":=");
        return new(words, Tree(start, end, into, isDeclared), written, isDeclared, isAssignment);
    }

    private Query? Tree(int start, int end, (int Start, int End) into, bool isDeclared)
    {
        var first = _tokens[start];
        if (isDeclared || IsSet(_tokens[start + 1]))
        {
            var set = Index(start, end, IsSet);
            return set < 0 || HasQuery(start, set) ? null : Value(set + 1, end);
        }

        return first.Text switch
        {
            _ when first.Kind != TokenKind.Word => Query(start, end, into),
            "return" when _tokens[start + 1].Is("query") => Query(start + 2, end, into),
            "return" when _tokens[start + 1].Is("next") => Value(start + 2, end),
            "return" => Value(start + 1, end),
            "perform" => Value(start + 1, end),
            "for" => Looped(start, end),
            "update" => Changed(start, end, into),
            "delete" => Deleted(start, end, into),
            var word when Array.IndexOf(Asking, word) >= 0 => Value(start + 1, end),
            _ => Query(start, end, into),
        };
    }

    private Query? Looped(int start, int end)
    {
        var place = Index(start, end, static token => token.Is("in"));
        return place < 0 ? null : Query(place + 1, end, (end, end));
    }

    /// <summary>The rows that an update touches, and what it reads besides, as a select.</summary>
    private Query? Changed(int start, int end, (int Start, int End) into)
    {
        var set = Index(start, end, static token => token.Is("set"));
        var from = Index(start, end, static token => token.Is("from"));
        var where = Index(start, end, static token => token.Is("where"));
        if (set < 0 || where < 0 || into.Start < into.End || HasQuery(Returning(where, end), end))
        {
            return null;
        }

        var sources = from < 0 ? "" : $", {Text(from + 1, where)}";
        return SqlParser
            .Query(
                $"select {Text(set + 1, from < 0 ? where : from)} from {Text(start + 1, set)}{sources} "
                    + $"where {Text(where + 1, Returning(where, end))}"
            )
            .Tree;
    }

    private Query? Deleted(int start, int end, (int Start, int End) into)
    {
        var where = Index(start, end, static token => token.Is("where"));
        if (
            where < 0
            || into.Start < into.End
            || !_tokens[start + 1].Is("from")
            || HasQuery(Returning(where, end), end)
        )
        {
            return null;
        }

        var used = Index(start, where, static token => token.Is("using"));
        var sources = used < 0 ? "" : $", {Text(used + 1, where)}";
        return SqlParser
            .Query(
                $"select 1 from {Text(start + 2, used < 0 ? where : used)}{sources} "
                    + $"where {Text(where + 1, Returning(where, end))}"
            )
            .Tree;
    }

    /// <summary>Whether rows may be read there: what returns them, or a cursor.</summary>
    private bool HasQuery(int start, int end) =>
        start < end && _tokens[start..end].Exists(static token => token.Is("select") || token.Is("cursor"));

    private int Returning(int start, int end)
    {
        var returning = Index(start, end, static token => token.Is("returning"));
        return returning < 0 ? end : returning;
    }

    private Query? Value(int start, int end) => start < end ? SqlParser.Query($"select {Text(start, end)}").Tree : null;

    private Query? Query(int start, int end, (int Start, int End) into) =>
        start < end ? SqlParser.Query($"{Text(start, into.Start)} {Text(into.End, end)}").Tree : null;

    /// <summary>Where a statement of plpgsql says into which variables its row goes.</summary>
    private (int Start, int End) Into(int start, int end)
    {
        var into = _isSql ? -1 : Index(start, end, static token => token.Is("into"));
        // That of an insert names its table, and a second one its variables.
        if (into > start && (_tokens[into - 1].Is("insert") || _tokens[into - 1].Is("merge")))
        {
            into = Index(into + 1, end, static token => token.Is("into"));
        }

        if (into < 0)
        {
            return (end, end);
        }

        var last = into + 1;
        while (
            last < end
            && (IsName(last) ? last == into + 1 || !IsName(last - 1) || _tokens[last - 1].Is("strict") : IsJoint(last))
        )
        {
            last++;
        }

        return (into, last);
    }

    private static bool IsSet(Token token) => token.Is(":=") || token.Is("=") || token.Is("default");

    private bool IsName(int at) => Cursor.IsName(_tokens[at]);

    private bool IsJoint(int at) => _tokens[at].Is(",") || _tokens[at].Is(".");

    private ImmutableArray<string> Written(int start, int end, (int Start, int End) into, bool isDeclared)
    {
        var isParted = start + 1 < end && (IsJoint(start + 1) || _tokens[start + 1].Is("["));
        var isAssigned = isDeclared
            ? Index(start, end, IsSet) >= 0
            : start + 1 < end && (IsSet(_tokens[start + 1]) || isParted);
        // Loops, cursors and what they leave behind: whatever is named there may be written, as in block.name := value.
        var names =
            Array.Exists(Writing, _tokens[start].Is) || (isParted && !isDeclared) ? _tokens[start..end]
            : isAssigned ? [_tokens[start]]
            : _tokens[Math.Min(into.Start + 1, end)..into.End];
        return
        [
            .. names
                .Where(static token => token.Kind is TokenKind.Word or TokenKind.Quoted && !token.Is("strict"))
                .Select(static token => token.Text),
        ];
    }

    private string Text(int start, int end) => start < end ? _text[_tokens[start].Position.._tokens[end].Position] : "";

    private int Index(int start, int end, Predicate<Token> matches)
    {
        var depth = 0;
        for (var at = start; at < end; at++)
        {
            depth += Step(_tokens[at], "(", ")");
            if (depth == 0 && matches(_tokens[at]))
            {
                return at;
            }
        }

        return -1;
    }
}
