using System.Collections.Immutable;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Definers;

/// <summary>
/// A body that is more than one query, looked at word by word. It is never taken for one that keeps to its caller; it is told
/// whether it uses who calls where it reads and writes, or cannot have, as it does not ask or throws the answer away.
/// </summary>
internal sealed class BodyWords
{
    /// <summary><c>name no scroll cursor</c>.</summary>
    private const int MostBeforeCursor = 4;

    /// <summary>Whether the last query had a row; it is a variable of every body.</summary>
    private const string Found = "found";

    /// <summary>What follows decides whether the next statements are run.</summary>
    private static readonly string[] Deciding = ["if", "elsif", "elseif", "while", "case", "when", "assert"];

    /// <summary>What follows may choose among rows.</summary>
    private static readonly string[] Choosing = ["where", "on", "having", "using"];

    /// <summary>Whatever has one of them reads a table that it names.</summary>
    private static readonly string[] Reading = ["from", "join", "table", "copy", "merge", "truncate", "update"];

    private readonly CallerKeys _keys;
    private readonly Function _function;
    private readonly List<ImmutableArray<Token>>? _statements;

    /// <summary>The words of which texts are made that are run.</summary>
    private readonly HashSet<string> _run;

    /// <summary>The variables that were given who calls, or something made of it.</summary>
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>The variables that were given what a query found by who calls: that it is nothing tells something.</summary>
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <summary>Whether the function looked at who calls, and may have gone no further.</summary>
    private bool _isGuarded;

    private bool _asks;

    public BodyWords(CallerKeys keys, Function function)
    {
        _keys = keys;
        _function = function;
        _statements = BodyStatements.Cut(function);
        _run = Run(_statements ?? []);
    }

    /// <summary>Whether any of its statements uses who calls.</summary>
    public bool Asks => _statements?.Exists(words => Touches(words, 0)) == true;

    /// <summary>Whether a statement names the table, by itself or in a text that may be run. A body of unknown words does.</summary>
    public bool IsNamed(TenantTable table) =>
        _statements is null
        || _statements.Exists(words =>
            words.Any(word => Is(word, table.Table.Name) && (word.Kind != TokenKind.Text || IsRun(words)))
        );

    /// <summary>Whether a text that the body hands on names the table, and is no message.</summary>
    public bool IsSaid(TenantTable table) =>
        _statements?.Exists(words =>
            words.Any(word => word.Kind == TokenKind.Text && Is(word, table.Table.Name)) && !words[0].Is("raise")
        ) == true;

    /// <param name="tables">What it names.</param>
    /// <param name="why">What keeps it from being understood, where that is not its length.</param>
    public DefinerRead Judge(List<TenantTable> tables, string? why)
    {
        if (_statements is null)
        {
            return new(_function, tables[0], CallerCheck.Unclear, "where the words of its body begin and end");
        }

        foreach (var words in _statements.Where(static words => !words.IsEmpty))
        {
            if (tables.Find(table => IsOpen(words, table)) is { } open)
            {
                return new(_function, open, CallerCheck.Missing);
            }

            if (Touches(words, 0))
            {
                Learn(words);
            }
        }

        why ??=
            _statements.Count(static words => words is not ([] or [{ Text: "end" }])) > 1
                ? "what a body of more than one query does with the answer"
                : "how a statement that is no select keeps to who calls";
        return _asks
            ? new(_function, tables[0], CallerCheck.Unclear, why)
            : new(_function, tables[0], CallerCheck.Missing);
    }

    private void Learn(ImmutableArray<Token> words)
    {
        _asks = true;
        _isGuarded |= Array.Exists(Deciding, words[0].Is);
        if (IndexOf(words, 0, Choosing) < 0)
        {
            _given.UnionWith(Written(words));
            return;
        }

        _found.UnionWith(Written(words));
        _found.Add(Found);
    }

    /// <summary>Whether a statement reaches rows of the table whoever calls.</summary>
    private bool IsOpen(ImmutableArray<Token> words, TenantTable table)
    {
        var name = table.Table.Name;
        var isRun = words.Any(word => word.Kind == TokenKind.Text && Is(word, name) && IsRun(words));
        // A cursor that is declared reads nothing yet, and what it is opened with stands elsewhere. A lock shows nothing.
        if (
            !(isRun || words.Any(word => word.Kind != TokenKind.Text && Is(word, name)))
            || words[0].Is("lock")
            || words.Take(MostBeforeCursor).Any(static word => word.Is("cursor"))
        )
        {
            return false;
        }

        var (writes, place) = Place(words, name);
        var where = IndexOf(words, 0, Choosing);
        return writes switch
        {
            _ when words.Any(static word => word.Is("truncate")) => true,
            "update" or "delete" when where < 0 => true,
            "insert" => !_isGuarded && !IsOfCaller(words, place, table),
            _ => !_isGuarded
                && (where < 0 || !Touches(words, where))
                // A declaration of a variable of the table's rows reads none.
                && (isRun || writes.Length > 0 || IndexOf(words, 0, Reading) >= 0),
        };
    }

    /// <summary>What is done to the table, and where its name stands; nothing where it is read at the most.</summary>
    private static (string Verb, int At) Place(ImmutableArray<Token> words, string name)
    {
        for (var at = 0; at < words.Length; at++)
        {
            if (words[at].Kind == TokenKind.Text || !Is(words[at], name))
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
                return (words[before].Text, at);
            }

            if (
                before > 0
                && (words[before].Is("into") || words[before].Is("from"))
                && (words[before - 1].Is("insert") || words[before - 1].Is("delete"))
            )
            {
                return (words[before - 1].Text, at);
            }
        }

        return ("", -1);
    }

    /// <summary>Whether the tenant that an insert writes is the caller's; of one whose rows are read, whether it asks at all.</summary>
    private bool IsOfCaller(ImmutableArray<Token> words, int at, TenantTable table)
    {
        if (table.Column is not { Name: var tenant })
        {
            return Touches(words, 0);
        }

        var insert = new InsertWords(words, at);
        var columns = insert.Columns ?? [.. table.Table.Columns.OrderBy(one => one.Number).Select(one => one.Name)];
        var place = columns.IndexOf(tenant);
        return insert.HasOnlyDefaults ? IsByDefault(table)
            : insert.Rows.Count > 0
                ? insert.Rows.TrueForAll(row =>
                    place < 0 || place >= row.Count || row[place] is [{ Text: "default", Kind: TokenKind.Word }]
                        ? IsByDefault(table)
                        : Touches(row[place], 0)
                )
            : Touches(words, 0)
                || (
                    place < 0
                    && IsByDefault(table)
                    && words.Count(word => word.Kind != TokenKind.Text && Is(word, table.Table.Name)) == 1
                );
    }

    /// <summary>Whether the tenant of a row that says none is who calls.</summary>
    private bool IsByDefault(TenantTable table)
    {
        var isOfCaller =
            table.Column?.Default is { } text && SqlParser.Expression(text).Tree is { } tree && _keys.Asks(tree);
        _asks |= isOfCaller;
        return isOfCaller;
    }

    /// <summary>Whether it uses who calls, and does more than to ask whether that is known.</summary>
    private bool Touches(ImmutableArray<Token> words, int start)
    {
        for (var at = start; at < words.Length; at++)
        {
            if (IsFound(words, at))
            {
                return true;
            }

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

    /// <summary>Whether it is what a query found by who calls, or how many rows there were.</summary>
    private bool IsFound(ImmutableArray<Token> words, int at) =>
        words[at].Kind is TokenKind.Word or TokenKind.Quoted
        && !IsPart(words, at)
        && (_found.Contains(words[at].Text) || (words[at].Is("row_count") && _found.Contains(Found)));

    private bool IsKey(ImmutableArray<Token> words, int at, out int next)
    {
        var word = words[at];
        var isCall = at + 2 < words.Length && words[at + 1].Is("(");
        var schema = IsPart(words, at) ? words[at - 2].Text : null;
        next = at + 1;
        if (word.Kind is not (TokenKind.Word or TokenKind.Quoted))
        {
            return false;
        }

        if (isCall && words[at + 2].Is(")"))
        {
            next = at + 3;
            return _keys.Functions[word.Text].Any(one => schema is null || one.Schema == schema);
        }

        return isCall
            ? word.Text == "current_setting"
                ? words[at + 2].Kind == TokenKind.Text && _keys.IsSetting(words[at + 2].Text)
                : _keys.Checks(schema, word.Text)
            : schema is null && (_given.Contains(word.Text) || (_keys.TakesLogin && word.Is("session_user")));
    }

    private static bool IsPart(ImmutableArray<Token> words, int at) => at > 1 && words[at - 1].Is(".");

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

        for (var at = 2; words.Length > 2 && words[1].Is("diagnostics") && at + 1 < words.Length; at++)
        {
            names.AddRange(words[at + 1].Is("=") || words[at + 1].Is(":=") ? [words[at]] : []);
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

    /// <summary>The words of the statements that run a text, and of those that give their variables a value.</summary>
    private static HashSet<string> Run(List<ImmutableArray<Token>> statements)
    {
        var run = new HashSet<string>(StringComparer.Ordinal);
        int before;
        do
        {
            before = run.Count;
            foreach (var words in statements.Where(words => Runs(words) || Written(words).Any(run.Contains)))
            {
                run.UnionWith(words.Where(static word => word.Kind != TokenKind.Text).Select(static word => word.Text));
            }
        } while (run.Count > before);

        return run;
    }

    private static bool Runs(ImmutableArray<Token> words) => words.Any(DynamicSql.RunsText);

    /// <summary>Whether the texts of a statement may be run, by it or by another. What is said to a user or a log is not.</summary>
    private bool IsRun(ImmutableArray<Token> words) =>
        !words[0].Is("raise") && (Runs(words) || Written(words).Any(_run.Contains));

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
