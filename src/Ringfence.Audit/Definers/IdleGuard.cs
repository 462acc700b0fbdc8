using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Definers;

/// <summary>An <c>if</c> in a body that asks who calls, and stops nobody.</summary>
internal static class IdleGuard
{
    /// <summary>Whether who calls is asked at a word, and where the asking ends.</summary>
    public delegate bool WordTest(ImmutableArray<Token> words, int at, out int next);

    /// <summary>What follows changes no way that the function takes.</summary>
    private static readonly string[] Speaking = ["debug", "info", "log", "notice", "warning"];

    /// <summary>What stands before a parenthesis in a condition, and calls no function that somebody made.</summary>
    private static readonly string[] Uncalled =
    [
        "and",
        "any",
        "as",
        "by",
        "coalesce",
        "count",
        "exists",
        "from",
        "if",
        "in",
        "not",
        "nullif",
        "on",
        "or",
        "select",
        "where",
    ];

    /// <summary>With these a select of an aggregate may have no row.</summary>
    private static readonly string[] Emptying =
    [
        "group",
        "having",
        "limit",
        "offset",
        "fetch",
        "intersect",
        "except",
        "union",
    ];

    /// <summary>
    /// Whether an <c>if</c> stops nobody: all that it does is to say something, or it is for a select that has a row whatever
    /// there is. A function that it calls may stop somebody.
    /// </summary>
    public static bool IsAt(List<ImmutableArray<Token>> statements, int at, WordTest isKey) =>
        statements[at] is [var first, ..] words
        && first.Is("if")
        && !Calls(words, isKey)
        && (
            IsNever(words)
            || (
                at + 2 < statements.Count
                && statements[at + 1] is [var raise, var level, ..] said
                && raise.Is("raise")
                && Array.Exists(Speaking, level.Is)
                && !Calls(said, isKey)
                && statements[at + 2] is [var end, var closed]
                && end.Is("end")
                && closed.Is("if")
            )
        );

    /// <summary><c>if not exists (select count(*) …)</c>.</summary>
    private static bool IsNever(ImmutableArray<Token> words) =>
        words is [_, var not, var exists, var open, var select, var count, var left, var star, var right, .., var last]
        && not.Is("not")
        && exists.Is("exists")
        && open.Is("(")
        && select.Is("select")
        && count.Is("count")
        && left.Is("(")
        && star.Is("*")
        && right.Is(")")
        && last.Is(")")
        && Closing(words, 3) == words.Length - 1
        && BodyWords.IndexOf(words, 0, Emptying) < 0;

    /// <summary>The place of the parenthesis that closes this one; the length where none does.</summary>
    private static int Closing(ImmutableArray<Token> words, int open)
    {
        var (depth, at) = (0, open);
        for (; at < words.Length; at++)
        {
            depth +=
                words[at].Is("(") ? 1
                : words[at].Is(")") ? -1
                : 0;
            if (depth == 0)
            {
                break;
            }
        }

        return at;
    }

    private static bool Calls(ImmutableArray<Token> words, WordTest isKey) =>
        words
            .Select((word, at) => (word, at))
            .Any(pair =>
                pair.word.Kind is TokenKind.Word or TokenKind.Quoted
                && pair.at + 1 < words.Length
                && words[pair.at + 1].Is("(")
                && !Array.Exists(Uncalled, pair.word.Is)
                && !isKey(words, pair.at, out _)
            );
}
