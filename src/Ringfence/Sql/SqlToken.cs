using System.Globalization;
using System.Text;

namespace Ringfence.Sql;

/// <summary>A piece of SQL text: the smallest that means something.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A word in lower case, a name or a string without its quotes, or the sign.</param>
internal sealed record SqlToken(SqlTokenKind Kind, string Text)
{
    public bool Is(string word) => Kind == SqlTokenKind.Word && Text == word;

    public bool IsSign(char sign) => Kind == SqlTokenKind.Sign && Text[0] == sign;

    public static SqlToken Of(string text) =>
        text switch
        {
            ['"', ..] => new(SqlTokenKind.Name, Unquoted(text, 1, '"')),
            ['\'', ..] => new(SqlTokenKind.String, Unquoted(text, 1, '\'')),
            ['e' or 'E', '\'', ..] => new(SqlTokenKind.String, Unquoted(text, 2, '\'')),
            ['$', .., '$'] when text.Length > 1 => new(SqlTokenKind.String, WithoutTags(text)),
            [var c, ..] when char.IsAsciiLetter(c) || c == '_' || c >= '\u0080' => new(
                SqlTokenKind.Word,
                text.ToLowerInvariant()
            ),
            _ => new(SqlTokenKind.Sign, text),
        };

    /// <summary>Of <c>U&amp;"…"</c> or <c>U&amp;'…'</c>, from its quotes on (chapters 4.1.1 and 4.1.2.3).</summary>
    public static SqlToken OfUnicode(string quoted, char escape)
    {
        var token = Of(quoted);
        var text = new StringBuilder(token.Text.Length);
        for (var at = 0; at < token.Text.Length; at++)
        {
            var rest = token.Text.AsSpan(at + 1);
            var (skipped, digits) = rest is ['+', ..] ? (1, 6) : (0, 4);
            if (token.Text[at] != escape)
            {
                text.Append(token.Text[at]);
            }
            else if (rest is [var next, ..] && next == escape)
            {
                text.Append(escape);
                at++;
            }
            else if (
                rest.Length >= skipped + digits
                && int.TryParse(
                    rest.Slice(skipped, digits),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var point
                )
                && point <= 0x10FFFF
            )
            {
                text.Append(point > char.MaxValue ? char.ConvertFromUtf32(point) : ((char)point).ToString());
                at += skipped + digits;
            }
        }

        return token with
        {
            Text = text.ToString(),
        };
    }

    private static string Unquoted(string text, int start, char quote)
    {
        var end = text.Length > start && text[^1] == quote ? text.Length - 1 : text.Length;
        return text[start..end].Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal);
    }

    private static string WithoutTags(string text)
    {
        var tag = text.IndexOf('$', 1) + 1;
        return text.Length >= 2 * tag ? text[tag..^tag] : "";
    }
}
