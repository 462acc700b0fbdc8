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
