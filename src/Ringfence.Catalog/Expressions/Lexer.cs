using System.Buffers;

namespace Ringfence.Catalog.Expressions;

/// <summary>
/// Cuts SQL text into tokens (PostgreSQL's chapter 4.1, "Lexical Structure"), each character looked at a bounded number
/// of times. Strings are read as <c>standard_conforming_strings</c> has them.
/// </summary>
internal sealed class Lexer(string text)
{
    private const string OperatorCharacters = "+-*/<>=~!@#%^&|`?";

    /// <summary>Only an operator with one of these may end in plus or minus.</summary>
    private static readonly SearchValues<char> LateCharacters = SearchValues.Create("~!@#%^&|`?");

    private readonly List<Token> _tokens = [];
    private int _at;

    public List<Token> Read()
    {
        while (SkipSpace())
        {
            var start = _at;
            var (kind, value) = ReadToken();
            _tokens.Add(new(kind, value, start));
        }

        _tokens.Add(new(TokenKind.End, "", text.Length));
        return _tokens;
    }

    private char Now => At(0);

    private char At(int offset) => _at + offset < text.Length ? text[_at + offset] : '\0';

    /// <returns>Whether anything is left.</returns>
    private bool SkipSpace()
    {
        while (_at < text.Length)
        {
            if (Now is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
            {
                _at++;
            }
            else if (Now == '-' && At(1) == '-')
            {
                var end = text.AsSpan(_at).IndexOfAny('\n', '\r');
                _at = end < 0 ? text.Length : _at + end;
            }
            else if (Now == '/' && At(1) == '*')
            {
                SkipComment();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void SkipComment()
    {
        var start = _at;
        var depth = 0;
        do
        {
            if (_at >= text.Length)
            {
                throw new UnparsedException(start, "a comment does not end");
            }

            var (opens, closes) = (Now == '/' && At(1) == '*', Now == '*' && At(1) == '/');
            depth +=
                opens ? 1
                : closes ? -1
                : 0;
            _at += opens || closes ? 2 : 1;
        } while (depth > 0);
    }

    private (TokenKind Kind, string Value) ReadToken()
    {
        var c = Now;
        var strings = new LexedString(text, _at);
        if (strings.TryRead(out var kind, out var value))
        {
            _at = strings.End;
            return (kind, value);
        }

        if (c == '$' && char.IsAsciiDigit(At(1)))
        {
            _at++;
            return (TokenKind.Parameter, TakeWhile(char.IsAsciiDigit));
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(At(1))))
        {
            return (TokenKind.Number, ReadNumber());
        }

        if (IsWordStart(c))
        {
            return (TokenKind.Word, Folded(TakeWhile(IsWordPart)));
        }

        if (OperatorCharacters.Contains(c))
        {
            return (TokenKind.Operator, ReadOperator());
        }

        var two = text.AsSpan(_at, Math.Min(2, text.Length - _at));
        var symbol =
            two is "::" or ":=" or ".." ? two.ToString()
            : "()[],;.:".Contains(c) ? c.ToString()
            : throw new UnparsedException(_at, "a character that begins nothing");
        _at += symbol.Length;
        return (TokenKind.Symbol, symbol);
    }

    public static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;

    public static bool IsWordPart(char c) => IsWordStart(c) || char.IsAsciiDigit(c) || c == '$';

    private static string Folded(string word) =>
        string.Create(
            word.Length,
            word,
            static (span, w) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = w[i] is >= 'A' and <= 'Z' ? (char)(w[i] | 0x20) : w[i];
                }
            }
        );

    private string TakeWhile(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < text.Length && belongs(text[_at]))
        {
            _at++;
        }

        return text[start.._at];
    }

    private string ReadNumber()
    {
        var start = _at;
        if (Now == '0' && At(1) is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            _at += 2;
            TakeWhile(static c => char.IsAsciiHexDigit(c) || c == '_');
            return text[start.._at];
        }

        TakeWhile(static c => char.IsAsciiDigit(c) || c == '_');
        if (Now == '.' && At(1) != '.')
        {
            _at++;
            TakeWhile(static c => char.IsAsciiDigit(c) || c == '_');
        }

        var digits = At(1) is '+' or '-' ? At(2) : At(1);
        if (Now is 'e' or 'E' && char.IsAsciiDigit(digits))
        {
            _at += 2;
            TakeWhile(char.IsAsciiDigit);
        }

        return IsWordStart(Now) ? throw new UnparsedException(start, "a number runs into a word") : text[start.._at];
    }

    private string ReadOperator()
    {
        var start = _at;
        while (_at < text.Length && OperatorCharacters.Contains(Now) && (Now, At(1)) is not (('-', '-') or ('/', '*')))
        {
            _at++;
        }

        var length = _at - start;
        while (
            length > 1
            && text[start + length - 1] is '+' or '-'
            && !text.AsSpan(start, length).ContainsAny(LateCharacters)
        )
        {
            length--;
        }

        _at = start + length;
        var symbol = text.Substring(start, length);
        return symbol == "!=" ? "<>" : symbol;
    }
}
