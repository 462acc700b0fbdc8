using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Subjects;

/// <summary>A function's body, taken apart once: it is asked for the name of every table.</summary>
internal sealed partial class FunctionText
{
    private readonly Lazy<FrozenSet<string>> _words;

    public FunctionText(Function function)
    {
        var text = function.SqlBody ?? function.Source ?? "";
        Body = Comment
            .Replace(text, static match => match.Groups["kept"] is { Success: true } kept ? kept.Value : " ")
            .ToLowerInvariant();
        _words = new(() => [.. Word.Matches(Body).Select(match => match.Value), .. Lexed(text)]);
    }

    /// <summary>Without comments, in small letters; empty for one in C.</summary>
    public string Body { get; }

    /// <summary>Whether it is one of the body's words; null where it is no word, and has to be looked for.</summary>
    public bool? IsWord(string name)
    {
        var word = name.ToLowerInvariant();
        return Word.Match(word) is { Success: true } match && match.Length == word.Length
            ? _words.Value.Contains(word)
            : null;
    }

    /// <summary>
    /// The words as the server cuts them, which knows where a comment ends better than a pattern does; none where the text
    /// cannot be cut.
    /// </summary>
    private static IEnumerable<string> Lexed(string text)
    {
        try
        {
            return new Lexer(text)
                .Read()
                .SelectMany(token => Word.Matches(token.Text.ToLowerInvariant()).Select(match => match.Value));
        }
        catch (UnparsedException)
        {
            return [];
        }
    }

    /// <summary>A comment, or a text or name in quotes, in which the signs of comments are none.</summary>
    [GeneratedRegex(
        """(?<kept>(?<![\w$])[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"[^"]*")|--[^\r\n]*|/\*(?>/\*(?<deep>)|\*/(?<-deep>)|(?!/\*|\*/).)*(?(deep)(?!))\*/""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Comment { get; }

    [GeneratedRegex(@"[\w$]+", RegexOptions.None, 1000)]
    private static partial Regex Word { get; }
}
