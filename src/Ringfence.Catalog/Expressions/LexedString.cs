using System.Globalization;
using System.Text;

namespace Ringfence.Catalog.Expressions;

/// <summary>
/// One quoted thing at a position: <c>''</c>, <c>E''</c>, <c>U&amp;''</c>, <c>B''</c>, <c>X''</c>, <c>$$</c>,
/// <c>""</c>.
/// </summary>
internal ref struct LexedString
{
    private readonly string _text;
    private readonly int _start;
    private int _at;

    public LexedString(string text, int start)
    {
        _text = text;
        _start = start;
        _at = start;
    }

    public readonly int End => _at;

    public bool TryRead(out TokenKind kind, out string value)
    {
        (kind, value) = (TokenKind.Text, "");
        var (c, next) = (At(0), At(1));
        switch (c)
        {
            case '\'':
                value = Quoted('\'', backslashes: false);
                return true;
            case '"':
                (kind, value) = (TokenKind.Quoted, Quoted('"', backslashes: false));
                return true;
            case 'e' or 'E' when next == '\'':
                _at++;
                value = Quoted('\'', backslashes: true);
                return true;
            case 'n' or 'N' when next == '\'':
                _at++;
                value = Quoted('\'', backslashes: false);
                return true;
            case 'b' or 'B' or 'x' or 'X' when next == '\'':
                _at++;
                (kind, value) = (TokenKind.Bits, char.ToLowerInvariant(c) + Quoted('\'', backslashes: false));
                return true;
            case 'u' or 'U' when next == '&' && At(2) is '\'' or '"':
                _at += 2;
                kind = At(0) == '"' ? TokenKind.Quoted : TokenKind.Text;
                value = Unicode(Quoted(At(0), backslashes: false));
                return true;
            case '$' when !char.IsAsciiDigit(next):
                value = Dollars();
                return true;
            default:
                return false;
        }
    }

    private readonly char At(int offset) => _at + offset < _text.Length ? _text[_at + offset] : '\0';

    private string Quoted(char quote, bool backslashes)
    {
        var value = new StringBuilder();
        _at++;
        while (true)
        {
            if (_at >= _text.Length)
            {
                throw new UnparsedException(_start, "a quoted text does not end");
            }

            var c = _text[_at++];
            if (c == '\\' && backslashes)
            {
                Escape(value);
            }
            else if (c != quote)
            {
                value.Append(c);
            }
            else if (At(0) == quote)
            {
                value.Append(quote);
                _at++;
            }
            else if (quote == '"' || !SkipToContinuation())
            {
                return value.ToString();
            }
        }
    }

    /// <summary>Two strings with a line's end between them are one.</summary>
    private bool SkipToContinuation()
    {
        var line = false;
        for (var i = _at; i < _text.Length; i++)
        {
            if (_text[i] == '\'' && line)
            {
                _at = i + 1;
                return true;
            }

            line |= _text[i] is '\n' or '\r';
            if (_text[i] is not (' ' or '\t' or '\n' or '\r' or '\f' or '\v'))
            {
                return false;
            }
        }

        return false;
    }

    private void Escape(StringBuilder value)
    {
        var c = At(0);
        _at++;
        switch (c)
        {
            case 'b' or 'f' or 'n' or 'r' or 't' or 'v':
                value.Append("\b\f\n\r\t\v"["bfnrtv".IndexOf(c, StringComparison.Ordinal)]);
                break;
            case 'u' or 'U':
                AppendCode(value, Digits(c == 'u' ? 4 : 8, exactly: true, char.IsAsciiHexDigit), 16);
                break;
            case 'x' when char.IsAsciiHexDigit(At(0)):
                AppendByte(value, Digits(2, exactly: false, char.IsAsciiHexDigit), 16);
                break;
            case >= '0' and <= '7':
                _at--;
                AppendByte(value, Digits(3, exactly: false, static d => d is >= '0' and <= '7'), 8);
                break;
            default:
                value.Append(c);
                break;
        }
    }

    private string Digits(int count, bool exactly, Func<char, bool> belongs)
    {
        var from = _at;
        while (_at - from < count && belongs(At(0)))
        {
            _at++;
        }

        return exactly && _at - from != count
            ? throw new UnparsedException(from, "an escape of a character is too short")
            : _text[from.._at];
    }

    /// <summary>
    /// A byte above 127 is part of a character whose rest may be written in any way: not worth the reading.
    /// </summary>
    private readonly void AppendByte(StringBuilder value, string digits, int radix) =>
        value.Append(
            Convert.ToInt32(digits, radix) is > 0 and < 128 and var code
                ? (char)code
                : throw new UnparsedException(_at, "a byte that is not a character of its own")
        );

    private readonly void AppendCode(StringBuilder value, string digits, int radix)
    {
        var code = Convert.ToUInt32(digits, radix);
        value.Append(
            code is 0 or > 0x10ffff ? throw new UnparsedException(_at, "no such character")
            : code < 0x10000 ? ((char)code).ToString()
            : char.ConvertFromUtf32((int)code)
        );
    }

    private string Unicode(string quoted)
    {
        var escape = Escaper();
        var value = new StringBuilder();
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] != escape)
            {
                value.Append(quoted[i]);
            }
            else if (i + 1 < quoted.Length && quoted[i + 1] == escape)
            {
                value.Append(escape);
                i++;
            }
            else
            {
                var (from, length) = i + 1 < quoted.Length && quoted[i + 1] == '+' ? (i + 2, 6) : (i + 1, 4);
                var digits = from + length <= quoted.Length ? quoted.Substring(from, length) : "";
                if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
                {
                    throw new UnparsedException(_start, "an escape of a character is too short");
                }

                AppendCode(value, digits, 16);
                i = from + length - 1;
            }
        }

        return value.ToString();
    }

    /// <summary><c>uescape '!'</c> after the string names another escape.</summary>
    private char Escaper()
    {
        var i = _at;
        while (i < _text.Length && char.IsWhiteSpace(_text[i]))
        {
            i++;
        }

        if (string.Compare(_text, i, "uescape", 0, 7, StringComparison.OrdinalIgnoreCase) != 0)
        {
            return '\\';
        }

        _at = i + 7;
        while (char.IsWhiteSpace(At(0)))
        {
            _at++;
        }

        var quoted = At(0) == '\'' ? Quoted('\'', backslashes: false) : "";
        return quoted.Length == 1 ? quoted[0] : throw new UnparsedException(_start, "no escape character");
    }

    private string Dollars()
    {
        var end = _at + 1;
        while (end < _text.Length && _text[end] != '$' && Lexer.IsWordPart(_text[end]))
        {
            end++;
        }

        if (end >= _text.Length || _text[end] != '$')
        {
            throw new UnparsedException(_start, "a dollar sign that begins nothing");
        }

        var tag = _text[_at..(end + 1)];
        var close = _text.IndexOf(tag, end + 1, StringComparison.Ordinal);
        if (close < 0)
        {
            throw new UnparsedException(_start, "a quoted text does not end");
        }

        _at = close + tag.Length;
        return _text[(end + 1)..close];
    }
}
