using System.Collections.Immutable;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>
/// A body that is more than one query, looked at word by word. It is never taken for one that keeps to its caller; it is told
/// whether it uses who calls where it reads and writes, or cannot have, as it does not ask or throws the answer away.
/// </summary>
internal sealed class BodyWords(CallerKeys keys, Function function)
{
    /// <summary><c>name no scroll cursor</c>.</summary>
    private const int MostBeforeCursor = 4;

    /// <summary>After these, and after a semicolon, another statement begins.</summary>
    private static readonly string[] Leading = ["begin", "declare", "then", "else", "loop"];

    /// <summary>What follows decides whether the next statements are run.</summary>
    private static readonly string[] Deciding = ["if", "elsif", "elseif", "while", "case", "when", "assert"];

    /// <summary>What follows may choose among rows.</summary>
    private static readonly string[] Choosing = ["where", "on", "having", "using"];

    /// <summary>The variables that were given something of who calls.</summary>
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>Whether the function looked at who calls, and may have gone no further.</summary>
    private bool _isGuarded;

    private bool _asks;

    public DefinerRead Judge(List<TenantTable> tables)
    {
        foreach (var words in Statements())
        {
            if (tables.Find(table => IsOpen(words, table)) is { } open)
            {
                return new(function, open, CallerCheck.Missing);
            }

            if (Touches(words, 0))
            {
                _isGuarded |= !words.IsEmpty && Array.Exists(Deciding, words[0].Is);
                _given.UnionWith(Written(words));
                _asks = true;
            }
        }

        return _asks
            ? new(function, tables[0], CallerCheck.Unclear, "what a body of more than one query does with the answer")
            : new(function, tables[0], CallerCheck.Missing);
    }

    /// <summary>Whether a statement reaches rows of the table whoever calls.</summary>
    private bool IsOpen(ImmutableArray<Token> words, TenantTable table)
    {
        var name = table.Table.Name;
        // A cursor that is declared reads nothing yet, and what it is opened with stands elsewhere.
        if (!words.Any(word => Is(word, name)) || words.Take(MostBeforeCursor).Any(static word => word.Is("cursor")))
        {
            return false;
        }

        var writes = Place(words, name);
        var where = IndexOf(words, 0, Choosing);
        return writes switch
        {
            _ when words.Any(static word => word.Is("truncate")) => true,
            "update" or "delete" when where < 0 => true,
            "insert" => !_isGuarded && !IsOfCaller(words, table),
            _ => !_isGuarded && (where < 0 || !Touches(words, where)) && (writes.Length > 0 || Reads(words)),
        };
    }

    /// <summary>What is done to the table; nothing where it is read at the most.</summary>
    private static string Place(ImmutableArray<Token> words, string name)
    {
        for (var at = 0; at < words.Length; at++)
        {
            if (!Is(words[at], name))
            {
                continue;
            }

            var before = at - 1;
            while (
                before >= 0
                && (
                    words[before].Is(".")
                    || words[before].Is("only")
                    || words[before].Is("table")
                    || (before + 1 < words.Length && words[before + 1].Is("."))
                )
            )
            {
                before--;
            }

            if (before >= 0 && words[before].Is("update"))
            {
                return words[before].Text;
            }

            if (
                before > 0
                && (words[before].Is("into") || words[before].Is("from"))
                && (words[before - 1].Is("insert") || words[before - 1].Is("delete"))
            )
            {
                return words[before - 1].Text;
            }
        }

        return "";
    }

    /// <summary>A declaration of a variable of the table's rows reads none.</summary>
    private static bool Reads(ImmutableArray<Token> words) =>
        words.Any(static word =>
            word.Kind == TokenKind.Text
            || word.Is("from")
            || word.Is("join")
            || word.Is("table")
            || word.Is("copy")
            || word.Is("merge")
            || word.Is("truncate")
            || word.Is("update")
        );

    /// <summary>Whether the tenant that an insert writes is the caller's; of one whose rows are read, whether it asks at all.</summary>
    private bool IsOfCaller(ImmutableArray<Token> words, TenantTable table)
    {
        var values = IndexOf(words, 0, ["values"]);
        var names = IndexOf(words, 0, ["("]);
        if (values < 0 || names < 0 || names > values || table.Column is null)
        {
            return Touches(words, 0);
        }

        var place = Parts(words, names).FindIndex(part => part.Any(word => Is(word, table.Column.Name)));
        var given = values + 1 < words.Length ? Parts(words, values + 1) : [];
        return place >= 0 && place < given.Count && Touches(given[place], 0);
    }

    /// <summary>What stands between the commas of a list.</summary>
    private static List<ImmutableArray<Token>> Parts(ImmutableArray<Token> words, int open)
    {
        var parts = new List<ImmutableArray<Token>>();
        var (depth, start) = (0, open + 1);
        for (var at = open; at < words.Length; at++)
        {
            depth +=
                words[at].Is("(") ? 1
                : words[at].Is(")") ? -1
                : 0;
            if (depth == 0 || (depth == 1 && words[at].Is(",")))
            {
                parts.Add(words[start..at]);
                start = at + 1;
            }

            if (depth == 0)
            {
                break;
            }
        }

        return parts;
    }

    /// <summary>Whether it uses who calls, and does more than to ask whether that is known.</summary>
    private bool Touches(ImmutableArray<Token> words, int start)
    {
        for (var at = start; at < words.Length; at++)
        {
            if (
                IsKey(words, at, out var next)
                && !(next < words.Length && words[next].Is("is") && IsNull(words, next + 1))
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNull(ImmutableArray<Token> words, int at) =>
        at < words.Length
        && (words[at].Is("null") || (words[at].Is("not") && at + 1 < words.Length && words[at + 1].Is("null")));

    private bool IsKey(ImmutableArray<Token> words, int at, out int next)
    {
        var word = words[at];
        var isCall = at + 2 < words.Length && words[at + 1].Is("(");
        var schema = at > 1 && words[at - 1].Is(".") ? words[at - 2].Text : null;
        next = at + 1;
        if (word.Kind is not (TokenKind.Word or TokenKind.Quoted))
        {
            return false;
        }

        if (isCall && words[at + 2].Is(")"))
        {
            next = at + 3;
            return keys.Functions[word.Text].Any(one => schema is null || one.Schema == schema);
        }

        return isCall
            ? word.Text == "current_setting"
                && words[at + 2].Kind == TokenKind.Text
                && keys.IsSetting(words[at + 2].Text)
            : schema is null && _given.Contains(word.Text);
    }

    /// <summary>The variables that a statement gives a value.</summary>
    private static IEnumerable<string> Written(ImmutableArray<Token> words)
    {
        var set = IndexOf(words, 0, [":=", "default"]);
        var into = IndexOf(words, 0, ["into"]);
        var names = new List<Token>();
        if (set > 0 || (words.Length > 1 && (words[1].Is("=") || words[0].Is("for"))))
        {
            names.Add(words[words[0].Is("for") ? 1 : 0]);
        }

        for (var at = into + 1; into > 0 && !words[into - 1].Is("insert") && at < words.Length; at += 2)
        {
            names.Add(words[at].Is("strict") && at + 1 < words.Length ? words[++at] : words[at]);
            if (at + 1 >= words.Length || !words[at + 1].Is(","))
            {
                break;
            }
        }

        return names
            .Where(static word => word.Kind is TokenKind.Word or TokenKind.Quoted)
            .Select(static word => word.Text);
    }

    private List<ImmutableArray<Token>> Statements()
    {
        var text = function.SqlBody ?? function.Source ?? "";
        var statements = new List<ImmutableArray<Token>>();
        if (function.Language is not ("sql" or "plpgsql"))
        {
            return statements;
        }

        try
        {
            var words = ImmutableArray.CreateBuilder<Token>();
            foreach (var word in new Lexer(text).Read())
            {
                if (
                    word.Is(";")
                    || word.Kind == TokenKind.End
                    || (function.Language == "plpgsql" && Array.Exists(Leading, word.Is))
                )
                {
                    statements.Add(words.ToImmutable());
                    words.Clear();
                    continue;
                }

                words.Add(word);
            }
        }
        catch (UnparsedException)
        {
            return [];
        }

        return statements;
    }

    private static int IndexOf(ImmutableArray<Token> words, int start, string[] any)
    {
        for (var at = start; at < words.Length; at++)
        {
            if (Array.Exists(any, words[at].Is))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Whether it is the name, or a text in which the name stands.</summary>
    private static bool Is(Token word, string name) =>
        word.Kind == TokenKind.Text
            ? Subjects.Functions.Names(word.Text.ToLowerInvariant(), name)
            : word.Kind is TokenKind.Word or TokenKind.Quoted
                && string.Equals(word.Text, name, StringComparison.OrdinalIgnoreCase);
}
