using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Subjects;

/// <summary>SQL that a function's body puts together from what its caller passes.</summary>
internal sealed class DynamicSql
{
    /// <summary>Values of these types are no SQL, whatever they are.</summary>
    private static readonly string[] Harmless =
    [
        "smallint",
        "integer",
        "bigint",
        "numeric",
        "real",
        "double precision",
        "boolean",
        "uuid",
        "date",
        "interval",
        "inet",
        "timestamp with time zone",
        "timestamp without time zone",
    ];

    /// <summary>Functions that run the SQL which is their argument.</summary>
    private static readonly string[] Runners = ["query_to_xml", "query_to_xmlschema", "query_to_xml_and_xmlschema"];

    /// <summary>Functions that read what their argument names.</summary>
    private static readonly string[] Readers =
    [
        "table_to_xml",
        "table_to_xmlschema",
        "table_to_xml_and_xmlschema",
        "schema_to_xml",
        "schema_to_xml_and_xmlschema",
        "ts_stat",
        "dblink",
        "dblink_exec",
        "dblink_open",
        "dblink_send_query",
    ];

    /// <summary>After these a statement begins, or a declaration.</summary>
    private static readonly string[] Leading = ["declare", "begin", "then", "else", "loop"];

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly HashSet<string> _tainted;

    private DynamicSql(string text, List<Token> tokens, HashSet<string> tainted)
    {
        _text = text;
        _tokens = tokens;
        _tainted = tainted;
    }

    /// <summary>Whether a text that stands in its statement may be run.</summary>
    public static bool RunsText(Token token) =>
        IsRun(token) || (IsName(token) && Array.Exists(Readers, token.Text.Equals));

    /// <summary>
    /// The first statement of a function whose text an argument is a part of; null where there is none, or the body is not
    /// SQL. An argument that is quoted as a literal, or passed by <c>using</c>, is no part of it; one that is quoted as a
    /// name says which table.
    /// </summary>
    public static string? Find(Function function)
    {
        if (function.Tokens is not { } tokens || (function.SqlBody ?? function.Source) is not { } source)
        {
            return null;
        }

        var found = new DynamicSql(source, tokens, Arguments(function));
        found.Spread();
        return found.First();
    }

    /// <summary>Whether a function may run a text, and its body cannot be cut into the words that would tell which.</summary>
    public static bool IsUnread(Function function) =>
        function is { Language: "plpgsql" or "sql", Tokens: null }
        && Runners.Append("execute").Any(function.Mentions)
        && Arguments(function).Count > 0;

    /// <summary>The names of arguments that may hold SQL, and their places.</summary>
    private static HashSet<string> Arguments(Function function)
    {
        var types = function.Arguments.Split(", ");
        var tainted = new HashSet<string>(StringComparer.Ordinal);
        for (var place = 0; place < function.ArgumentNames.Length; place++)
        {
            var name = function.ArgumentNames[place];
            // A name with a comma in it upsets the count: then every argument may be a text.
            var isHarmless =
                types.Length == function.ArgumentNames.Length
                && Array.Exists(Harmless, type => types[place].EndsWith(type, StringComparison.Ordinal));
            if (!isHarmless)
            {
                tainted.Add($"${place + 1}");
                tainted.Add(name);
            }
        }

        tainted.Remove("");
        return tainted;
    }

    /// <summary>A variable that takes an argument, by <c>:=</c> or <c>into</c>, holds what the caller passed.</summary>
    private void Spread()
    {
        int before;
        do
        {
            before = _tainted.Count;
            for (var start = 0; start < _tokens.Count; start = End(start) + 1)
            {
                var end = End(start);
                foreach (var (name, set) in Assignments(start, end))
                {
                    if (IsOpen(set + 1, end))
                    {
                        _tainted.Add(_tokens[name].Text);
                    }
                }

                var into = Index(start, end, token => token.Is("into"));
                if (into > 0 && into + 1 < end && IsOpen(start, end))
                {
                    _tainted.Add(_tokens[into + 1].Text);
                }
            }
        } while (_tainted.Count > before);
    }

    /// <summary>
    /// Where a name is given a value, and where that begins: after the conditions and the words that lead to a statement
    /// comes what takes it, <c>name</c>, <c>name.field</c>, <c>name[1]</c>, or <c>name type</c> where it is declared.
    /// </summary>
    private IEnumerable<(int Name, int Set)> Assignments(int start, int end)
    {
        var name = start;
        for (var at = start; at < end; at++)
        {
            if (Array.Exists(Leading, _tokens[at].Is))
            {
                name = at + 1;
            }
            else if (
                name < at
                && _tokens[name].Kind is TokenKind.Word or TokenKind.Quoted
                && (_tokens[at].Is(":=") || (_tokens[at].Is("=") && IsTarget(name, at)) || IsDefault(at))
            )
            {
                yield return (name, at);
            }
        }
    }

    /// <summary>Whether nothing but the name, and which part of it, stands before an <c>=</c>, or it is declared there.</summary>
    private bool IsTarget(int name, int at) =>
        at == name + 1 || _tokens[name + 1].Is(".") || _tokens[name + 1].Is("[") || IsDeclared(at);

    private bool IsDefault(int at) => _tokens[at].Is("default") && IsDeclared(at);

    private bool IsDeclared(int at)
    {
        var last = _tokens.FindLastIndex(at, static token => token.Is("declare") || token.Is("begin"));
        return last >= 0 && _tokens[last].Is("declare");
    }

    private string? First()
    {
        for (var start = 0; start < _tokens.Count; start = End(start) + 1)
        {
            var end = End(start);
            for (var run = Index(start, end, IsRun); run >= 0; run = Index(run + 1, end, IsRun))
            {
                var isGrant = _tokens[run + 1].Is("on");
                var rest = Index(run, end, token => token.Is("using") || token.Is("into") || token.Is("loop"));
                if (!isGrant && IsOpen(run + 1, rest < 0 ? end : rest))
                {
                    return _text[_tokens[run].Position.._tokens[rest < 0 ? end : rest].Position].Trim();
                }
            }
        }

        return null;
    }

    private static bool IsRun(Token token) =>
        token.Is("execute") || (IsName(token) && Array.Exists(Runners, token.Text.Equals));

    private static bool IsName(Token token) => token.Kind is TokenKind.Word or TokenKind.Quoted;

    private int End(int start)
    {
        var end = start;
        while (end < _tokens.Count - 1 && !_tokens[end].Is(";"))
        {
            end++;
        }

        return end;
    }

    private int Index(int start, int end, Predicate<Token> matches)
    {
        return start < end ? _tokens.FindIndex(start, end - start, matches) : -1;
    }

    /// <summary>Whether between two places something of the caller's stands that is not made a literal.</summary>
    private bool IsOpen(int start, int end)
    {
        for (var at = start; at < end; at++)
        {
            if (_tokens[at].Is("quote_literal") || _tokens[at].Is("quote_nullable"))
            {
                at = Closing(at + 1, end);
            }
            else if (_tokens[at].Is("format") && at + 2 < end && _tokens[at + 2].Kind == TokenKind.Text)
            {
                if (IsFormatOpen(at + 2, Closing(at + 1, end)))
                {
                    return true;
                }

                at = Closing(at + 1, end);
            }
            else if (IsTainted(_tokens[at]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether what the format writes otherwise than by <c>%L</c> is the caller's.</summary>
    private bool IsFormatOpen(int format, int end)
    {
        var text = _tokens[format].Text.Replace("%%", "", StringComparison.Ordinal);
        var onlyLiterals = text.Split('%').Skip(1).All(part => part.StartsWith('L'));
        return !onlyLiterals && Enumerable.Range(format + 1, end - format - 1).Any(at => IsTainted(_tokens[at]));
    }

    private bool IsTainted(Token token) =>
        token.Kind switch
        {
            TokenKind.Word or TokenKind.Quoted => _tainted.Contains(token.Text),
            TokenKind.Parameter => _tainted.Contains($"${token.Text}"),
            _ => false,
        };

    private int Closing(int open, int end)
    {
        var depth = 0;
        for (var at = open; at < end; at++)
        {
            depth +=
                _tokens[at].Is("(") ? 1
                : _tokens[at].Is(")") ? -1
                : 0;
            if (depth == 0)
            {
                return at;
            }
        }

        return end;
    }
}
