using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Subjects;

/// <summary>
/// A function's body, taken apart once: it is asked for the name of every table. Where a comment ends is known in SQL and
/// plpgsql only; of any other text, comments are words as well.
/// </summary>
internal sealed partial class FunctionText
{
    private const string StringSetting = "standard_conforming_strings";

    private readonly Lazy<FrozenSet<string>> _words;

    public FunctionText(Function function)
    {
        var text = function.SqlBody ?? function.Source ?? "";
        Tokens = function.Language is "sql" or "plpgsql" ? Cut(text, function.Setting(StringSetting)) : null;
        Body = (
            Tokens is null
                ? text
                : Comment.Replace(
                    text,
                    static match => match.Groups["kept"] is { Success: true } kept ? kept.Value : " "
                )
        ).ToLowerInvariant();
        _words = new(() =>
            [
                .. (Tokens ?? [])
                    .Select(static token => token.Text.ToLowerInvariant())
                    .Append(Body)
                    .SelectMany(static one => Word.Matches(one).Select(static match => match.Value)),
            ]
        );
    }

    /// <summary>
    /// The text as the server cuts it, which knows where a comment ends better than a pattern does; null where it is of
    /// another language, or cannot be cut, or is cut in another way by sessions that read backslashes in texts.
    /// </summary>
    public List<Token>? Tokens { get; }

    /// <summary>Without comments where that can be, in small letters; empty for one in C.</summary>
    public string Body { get; }

    /// <summary>Whether it is one of the body's words; null where it is no word, and has to be looked for.</summary>
    public bool? IsWord(string name)
    {
        var word = name.ToLowerInvariant();
        return Word.Match(word) is { Success: true } match && match.Length == word.Length
            ? _words.Value.Contains(word)
            : null;
    }

    private static List<Token>? Cut(string text, string? conforming)
    {
        try
        {
            var tokens = new Lexer(text).Read();
            return conforming != "on" && tokens.Exists(token => HidesItsEnd(text, token)) ? null : tokens;
        }
        catch (UnparsedException)
        {
            return null;
        }
    }

    /// <summary>A backslash before a quote, which is one to some sessions and the end of the text to others.</summary>
    private static bool HidesItsEnd(string text, Token token) =>
        token.Kind == TokenKind.Text
        && text[token.Position] == '\''
        && (token.Text.EndsWith('\\') || token.Text.Contains(@"\'", StringComparison.Ordinal));

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
