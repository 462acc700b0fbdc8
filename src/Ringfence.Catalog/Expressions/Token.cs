namespace Ringfence.Catalog.Expressions;

/// <param name="Kind">What it is.</param>
/// <param name="Text">Its meaning: folded, unquoted, decoded.</param>
/// <param name="Position">Where it begins in the text, from 0.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public bool Is(string text) => Kind is TokenKind.Word or TokenKind.Operator or TokenKind.Symbol && Text == text;
}
