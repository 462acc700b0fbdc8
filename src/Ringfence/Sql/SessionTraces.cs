using System.Collections.Frozen;

namespace Ringfence.Sql;

/// <summary>
/// Whether the text of a command may leave something in its session: a setting, a lock, a prepared statement, a cursor, a
/// channel, a temporary table. It cannot where each of its statements reads or writes rows or controls a transaction, and
/// no function that may leave something is named in it. Whatever is not understood may.
/// </summary>
/// <remarks>
/// Nothing is parsed: a reader that takes an end of a string for another than PostgreSQL or the driver does could be
/// talked past. A function is called by its name, whatever the spelling (<c>f(x)</c>, <c>x.f</c>, <c>(x).f</c>), so each
/// word of the text is looked at, in strings too, and what could hide one (escapes, comments, dollar quotes) is not
/// clean. What is not named is not seen: what the database's own views, triggers, defaults, operators and casts call.
/// </remarks>
internal sealed class SessionTraces
{
    /// <summary>Of more PostgreSQL takes the beginning only.</summary>
    private const int LongestName = 63;

    /// <summary>PostgreSQL's own; to it any other character, a no-break space too, is part of a name.</summary>
    private const string WhiteSpace = " \t\n\r\f\v";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Starts = FrozenSet
        .ToFrozenSet(
            [
                .. (string[])["select", "insert", "update", "delete", "merge", "with", "values", "table"],
                .. (string[])["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"],
            ],
            StringComparer.OrdinalIgnoreCase
        )
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FrozenDictionary<string, WordMeaning>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly bool _mayBeQuoted;
    private readonly bool _folds;

    /// <param name="functions">The names of functions that may leave something, as the catalog has them.</param>
    /// <param name="writers">Of those that may leave nothing but the last values of sequences.</param>
    /// <param name="folds">Whether the database takes letters that are not ASCII for others, which then may be.</param>
    public SessionTraces(IReadOnlyCollection<string> functions, IReadOnlyCollection<string> writers, bool folds)
    {
        var words = new Dictionary<string, WordMeaning>(StringComparer.OrdinalIgnoreCase)
        {
            ["insert"] = WordMeaning.Writes,
            ["update"] = WordMeaning.Writes,
            ["delete"] = WordMeaning.Writes,
            ["merge"] = WordMeaning.Writes,
            ["into"] = WordMeaning.Into,
            ["pg_settings"] = WordMeaning.Leaves, // A rule makes an update of it a call of set_config.
            ["uescape"] = WordMeaning.Leaves, // A name may be written in any escapes before it.
        };
        foreach (var function in writers)
        {
            words.TryAdd(function, WordMeaning.Writes);
        }

        foreach (var function in functions)
        {
            words[function] = WordMeaning.Leaves;
        }

        _words = words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _mayBeQuoted = functions.Concat(writers).Any(function => !IsWord(function));
        _folds = folds;
    }

    public TextTraces Read(ReadOnlySpan<char> text)
    {
        if (Hides(text))
        {
            return TextTraces.Session;
        }

        // Where PostgreSQL or the driver end a statement there is a semicolon, whatever else there is one in.
        var traces = TextTraces.None;
        foreach (var part in text.Split(';'))
        {
            traces |= ReadPart(text[part]);
        }

        return traces;
    }

    /// <summary>Whether something in the text could make other words of it than those that stand there.</summary>
    private bool Hides(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var (before, next) = (i > 0 ? text[i - 1] : ' ', i + 1 < text.Length ? text[i + 1] : ' ');
            var hides = text[i] switch
            {
                '\\' => true,
                '-' => next == '-',
                '/' => next == '*',
                '$' => !char.IsAsciiDigit(next) || IsNamePart(before),
                // The driver puts a parameter's number here, which then belongs to the name before it.
                '@' => IsNamePart(before),
                ':' => next != ':' && IsNamePart(before),
                '"' => _mayBeQuoted,
                >= '\u0080' => _mayBeQuoted || _folds,
                _ => false,
            };
            if (hides)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Of what stands between two semicolons: a statement, several that PostgreSQL refuses, or part of a string.</summary>
    private TextTraces ReadPart(ReadOnlySpan<char> part)
    {
        var at = part.IndexOfAnyExcept($"{WhiteSpace}(");
        if (at < 0)
        {
            return TextTraces.None;
        }

        var first = WordAt(part, at);
        if (!Starts.Contains(first))
        {
            return TextTraces.Session;
        }

        var traces = TextTraces.None;
        for (var count = 0; at < part.Length; count++)
        {
            var word = WordAt(part, at);
            var meaning = Meaning(word);
            if (meaning == WordMeaning.Leaves || (meaning == WordMeaning.Into && !IsInserts(part, at, count, first)))
            {
                return TextTraces.Session;
            }

            traces |= meaning == WordMeaning.Writes ? TextTraces.Sequences : TextTraces.None;
            at += word.Length;
            while (at < part.Length && !IsWordPart(part[at]))
            {
                at++;
            }
        }

        return traces;
    }

    /// <summary>Null for a word that means nothing here.</summary>
    private WordMeaning? Meaning(ReadOnlySpan<char> word)
    {
        if (word.Length > LongestName)
        {
            return WordMeaning.Leaves;
        }

        // Before 15 a name may follow a number without anything between them, whose exponent looks like a name's beginning.
        var name = word.TrimStart("0123456789");
        if (name.EndsWith("into", StringComparison.OrdinalIgnoreCase) && name is [.., >= '0' and <= '9', _, _, _, _])
        {
            return WordMeaning.Leaves;
        }

        return _words.TryGetValue(name, out var meaning) ? meaning : null;
    }

    /// <summary>
    /// Whether it is the second word of <c>insert into</c>, and nothing but white space before it: the first may be the
    /// end of a string otherwise, and what follows the end of a <c>select</c>.
    /// </summary>
    private static bool IsInserts(ReadOnlySpan<char> part, int at, int count, ReadOnlySpan<char> first) =>
        count == 1
        && (
            first.Equals("insert", StringComparison.OrdinalIgnoreCase)
            || first.Equals("merge", StringComparison.OrdinalIgnoreCase)
        )
        && part[..at].TrimStart(WhiteSpace).TrimEnd(WhiteSpace).Length == first.Length;

    private static ReadOnlySpan<char> WordAt(ReadOnlySpan<char> part, int start)
    {
        var end = start;
        while (end < part.Length && IsWordPart(part[end]))
        {
            end++;
        }

        return part[start..end];
    }

    /// <summary>Whether a text can have the name only as one word, in whatever case.</summary>
    private static bool IsWord(string name) => name is [var c, ..] && !char.IsAsciiDigit(c) && name.All(IsWordPart);

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static bool IsNamePart(char c) => IsWordPart(c) || c is '$' or >= '\u0080';
}
