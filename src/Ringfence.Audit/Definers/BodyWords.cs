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

    /// <summary>What a condition holds beside what was passed, if all that it asks is whether something was.</summary>
    private static readonly string[] Asking = ["if", "elsif", "elseif", "is", "not", "null", "and", "or"];

    /// <summary>Whatever has one of them reads a table that it names.</summary>
    private static readonly string[] Reading = ["from", "join", "table", "copy", "merge", "truncate", "update"];

    private readonly CallerKeys _keys;
    private readonly Function _function;
    private readonly List<ImmutableArray<Token>>? _statements;

    private readonly RunTexts _texts;

    /// <summary>The variables that were given who calls, or something made of it.</summary>
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>The variables that were given what a query found by who calls: that it is nothing tells something.</summary>
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <summary>Whether the function looked at who calls, and may have gone no further.</summary>
    private bool _isGuarded;

    private bool _asks;

    /// <summary>Whether nothing but what was passed chose the way so far.</summary>
    private bool _isOpen = true;

    public BodyWords(CallerKeys keys, Function function)
    {
        _keys = keys;
        _function = function;
        _statements = BodyStatements.Cut(function);
        _texts = new(_statements ?? []);
    }

    /// <summary>Whether any of its statements uses who calls.</summary>
    public bool Asks => _statements?.Exists(words => Touches(words, 0)) == true;

    /// <summary>Whether a statement names the table, by itself or in a text that may be run. A body of unknown words does.</summary>
    public bool IsNamed(TenantTable table) =>
        _statements is null
        || _statements.Exists(words =>
            words.Any(word => Is(word, table.Table.Name) && (word.Kind != TokenKind.Text || _texts.Has(words)))
        );

    /// <summary>Whether a text that the body hands on names the table, and is no message.</summary>
    public bool IsSaid(TenantTable table) =>
        _statements?.Exists(words =>
            words.Any(word => word.Kind == TokenKind.Text && Is(word, table.Table.Name)) && !words[0].Is("raise")
        ) == true;

    /// <param name="tables">What it names.</param>
    /// <param name="detours">What else it names that leads to such tables.</param>
    /// <param name="why">What keeps it from being understood, where that is not its length.</param>
    public DefinerRead Judge(List<TenantTable> tables, ImmutableArray<Detour> detours, string? why)
    {
        if (_statements is null)
        {
            return new(_function, tables[0], CallerCheck.Unclear, "where the words of its body begin and end");
        }

        // A name that is declared again within is another variable.
        var hasOneScope = _function.Tokens?.Count(static word => word.Is("declare")) <= 1;
        for (var at = 0; at < _statements.Count; at++)
        {
            var words = _statements[at];
            if (words.IsEmpty)
            {
                continue;
            }

            if (tables.Find(table => IsOpen(words, table)) is { } open)
            {
                return new(_function, open, CallerCheck.Missing);
            }

            if (detours.FirstOrDefault(detour => IsOpen(words, detour)) is { } way)
            {
                return new(_function, way.Table, CallerCheck.Missing) { Through = way.ToString() };
            }

            if (Touches(words, 0))
            {
                Learn(words, isIdle: IdleGuard.IsAt(_statements, at, IsKey));
            }

            _isOpen &= !IsDeciding(words) || words.All(IsOfArguments);
            if (_isOpen && hasOneScope && Overwritten(words) is { } lost)
            {
                _given.Remove(lost);
                _found.Remove(lost);
            }
        }

        why ??=
            _statements.Count(static words => words is not ([] or [{ Text: "end" }])) > 1
                ? "what a body of more than one query does with the answer"
                : "how a statement that is no select keeps to who calls";
        return _asks
            ? DefinerJudge.Of(_function, tables, detours, why)
            : DefinerJudge.Unasked(_function, tables, detours);
    }

    private void Learn(ImmutableArray<Token> words, bool isIdle)
    {
        _asks = true;
        _isGuarded |= IsDeciding(words) && !isIdle;
        if (IndexOf(words, 0, Choosing) < 0)
        {
            _given.UnionWith(WrittenNames.In(words));
            return;
        }

        _found.UnionWith(WrittenNames.In(words));
        _found.Add(Found);
    }

    private static bool IsDeciding(ImmutableArray<Token> words) => Array.Exists(Deciding, words[0].Is);

    private bool IsOfArguments(Token word) =>
        word.Kind is not (TokenKind.Word or TokenKind.Quoted)
        || Array.Exists(Asking, word.Is)
        || _function.ArgumentNames.Contains(word.Text);

    /// <summary>The variable that is given what was passed and nothing else; null where it is none.</summary>
    private string? Overwritten(ImmutableArray<Token> words)
    {
        var own = words is [_, { Text: "." }, _, ..] ? words[2..] : words;
        return
            own is [var name, var set, var value]
            && (set.Is(":=") || set.Is("="))
            && value.Kind is TokenKind.Word or TokenKind.Quoted
            && _function.ArgumentNames.Contains(value.Text)
            ? name.Text
            : null;
    }

    /// <summary>Whether a statement reaches rows of the table whoever calls.</summary>
    private bool IsOpen(ImmutableArray<Token> words, TenantTable table)
    {
        var name = table.Table.Name;
        var isRun = words.Any(word => word.Kind == TokenKind.Text && Is(word, name) && _texts.Has(words));
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

    /// <summary>Whether a statement goes by a view or function that asks nobody, and does not ask either.</summary>
    private bool IsOpen(ImmutableArray<Token> words, Detour detour) =>
        detour.Check == CallerCheck.Missing
        && !_isGuarded
        && Enumerable.Range(0, words.Length).Any(at => detour.IsAt(words, at))
        // What a function asks within keeps nothing that it leaves open.
        && !Touches(words, 0, detour);

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
    private bool Touches(ImmutableArray<Token> words, int start, Detour? but = null)
    {
        for (var at = start; at < words.Length; at++)
        {
            if (IsFound(words, at))
            {
                return true;
            }

            if (
                IsKey(words, at, out var next)
                && but?.IsAt(words, at) != true
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

    public static int IndexOf(ImmutableArray<Token> words, int start, string[] any)
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
