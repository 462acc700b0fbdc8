using System.Collections.Immutable;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Definers;

/// <summary>The variables that a statement gives a value.</summary>
internal static class WrittenNames
{
    public static IEnumerable<string> In(ImmutableArray<Token> words)
    {
        var set = BodyWords.IndexOf(words, 0, [":=", "default"]);
        var into = BodyWords.IndexOf(words, 0, ["into"]);
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
}
