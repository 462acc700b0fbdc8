using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Definers;

/// <summary>Where a body that is looked at word by word names a view or calls a function.</summary>
internal static class BodyNames
{
    /// <summary>A relation follows these; anywhere else its name, without a schema, may be a column's.</summary>
    private static readonly string[] BeforeRelations = ["from", "join", "into", "update", "only", "using", "table"];

    /// <summary>The name of a relation or of a function that stands at a word; null where none does.</summary>
    /// <param name="words">The body, or a statement of it.</param>
    /// <param name="at">The word.</param>
    /// <param name="isCall">Whether it is a function's.</param>
    public static DottedName? At(ImmutableArray<Token> words, int at, out bool isCall)
    {
        var isQualified = at > 1 && words[at - 1].Is(".");
        var before = isQualified ? at - 3 : at - 1;
        // After "insert into" a list of columns stands in parentheses.
        isCall = at + 1 < words.Length && words[at + 1].Is("(") && (before < 0 || !words[before].Is("into"));
        if (words[at].Kind is not (TokenKind.Word or TokenKind.Quoted))
        {
            return null;
        }

        return isQualified ? new DottedName(words[at - 2].Text, words[at].Text)
            : isCall || (before >= 0 && Array.Exists(BeforeRelations, words[before].Is))
                ? new DottedName(words[at].Text)
            : null;
    }

    /// <summary>Whether a common table expression has the name, which then hides whatever else is called so.</summary>
    public static bool IsHidden(ImmutableArray<Token> words, string name)
    {
        for (var at = 0; at + 2 < words.Length; at++)
        {
            if (
                words[at].Text == name
                && words[at + 1].Is("as")
                && (words[at + 2].Is("(") || words[at + 2].Is("materialized") || words[at + 2].Is("not"))
            )
            {
                return true;
            }
        }

        return false;
    }
}
