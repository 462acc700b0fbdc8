namespace Ringfence.Sql;

/// <summary>
/// Walks over SQL text statement by statement (PostgreSQL's chapter 4.1, "Lexical Structure"): comments, quoted names,
/// strings of every kind and dollar quotes hide what is in them.
/// </summary>
internal sealed class SqlLexer(string text)
{
    /// <summary>How many leading words tell a statement's kind: <c>alter table a.b detach partition c concurrently</c>.</summary>
    private const int WordsKept = 10;

    /// <summary>PostgreSQL's own; to it any other character, a no-break space too, is part of a name.</summary>
    private const string WhiteSpace = " \t\n\r\f\v";

    private HashSet<string>? _comments;
    private int _at;

    /// <summary>Where the statement that <see cref="NextStatement"/> returned last begins, past comments before it.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends: at its semicolon, or at the end of the text.</summary>
    public int End { get; private set; }

    /// <summary>The leading words of the next statement, in upper case; null at the end. Empty statements are passed over.</summary>
    public IReadOnlyList<string>? NextStatement()
    {
        var words = new List<string>(4);
        var something = false;
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c == ';')
            {
                End = _at++;
                if (something)
                {
                    return words;
                }
            }
            else if (WhiteSpace.Contains(c))
            {
                _at++;
            }
            else if (SkipComment())
            {
                // Past it already.
            }
            else
            {
                Start = something ? Start : _at;
                something = true;
                TakeToken(c, words);
            }
        }

        End = Math.Min(_at, text.Length); // What is not closed is read past the end.
        return something ? words : null;
    }

    /// <summary>The next word, name, string or sign, for whoever reads more than leading words; null at the end.</summary>
    public SqlToken? NextToken()
    {
        SkipToToken();
        if (_at >= text.Length)
        {
            return null;
        }

        var start = _at;
        if (text[start] is 'u' or 'U' && Next == '&' && start + 2 < text.Length && text[start + 2] is '\'' or '"')
        {
            _at += 2;
            SkipQuoted(text[_at], backslashes: false);
            return SqlToken.OfUnicode(Since(start + 2), TakeEscape());
        }

        TakeToken(text[start], []);
        return SqlToken.Of(Since(start));
    }

    /// <summary>The character that <c>uescape</c> after a string or name with Unicode escapes says, or the usual one.</summary>
    private char TakeEscape()
    {
        const string Word = "uescape";
        var start = _at;
        SkipToToken();
        if (_at < text.Length && text.AsSpan(_at).StartsWith(Word, StringComparison.OrdinalIgnoreCase))
        {
            _at += Word.Length;
            SkipToToken();
            if (_at + 2 < text.Length && text[_at] == '\'' && text[_at + 2] == '\'')
            {
                _at += 3;
                return text[_at - 2];
            }
        }

        _at = start;
        return '\\';
    }

    /// <summary>What is not closed is read past the text's end.</summary>
    private string Since(int start) => text[start..Math.Min(_at, text.Length)];

    /// <summary>The comments that <see cref="NextToken"/> passed over.</summary>
    public IReadOnlyCollection<string> Comments => _comments ?? [];

    private void SkipToToken()
    {
        while (_at < text.Length)
        {
            var start = _at;
            if (SkipWhiteSpace())
            {
                continue;
            }

            if (!SkipComment())
            {
                return;
            }

            _comments ??= [];
            _comments.Add(Since(start));
        }
    }

    private char Next => _at + 1 < text.Length ? text[_at + 1] : '\0';

    private void TakeToken(char c, List<string> words)
    {
        if (c is '\'' or '"')
        {
            SkipQuoted(c, backslashes: false);
        }
        else if (c is 'e' or 'E' && Next == '\'')
        {
            _at++;
            SkipQuoted('\'', backslashes: true);
        }
        else if (c == '$' && SkipDollarQuote())
        {
            // A body of its own: nothing in it is a statement of this text.
        }
        else if (IsWordStart(c))
        {
            var start = _at;
            while (_at < text.Length && IsWordPart(text[_at]))
            {
                _at++;
            }

            if (words.Count < WordsKept)
            {
                words.Add(text[start.._at].ToUpperInvariant());
            }
        }
        else
        {
            _at++;
        }
    }

    private bool SkipWhiteSpace()
    {
        var start = _at;
        while (_at < text.Length && WhiteSpace.Contains(text[_at]))
        {
            _at++;
        }

        return _at > start;
    }

    private bool SkipComment()
    {
        if (text[_at] == '-' && Next == '-')
        {
            var end = text.AsSpan(_at).IndexOfAny('\n', '\r');
            _at = end < 0 ? text.Length : _at + end;
            return true;
        }

        if (text[_at] != '/' || Next != '*')
        {
            return false;
        }

        var depth = 0;
        do
        {
            var (opens, closes) = (text[_at] == '/' && Next == '*', text[_at] == '*' && Next == '/');
            depth +=
                opens ? 1
                : closes ? -1
                : 0;
            _at += opens || closes ? 2 : 1;
        } while (depth > 0 && _at < text.Length);
        return true;
    }

    private void SkipQuoted(char quote, bool backslashes)
    {
        for (_at++; _at < text.Length; _at++)
        {
            if (backslashes && text[_at] == '\\')
            {
                _at++;
            }
            else if (text[_at] == quote && Next == quote)
            {
                _at++;
            }
            else if (text[_at] == quote)
            {
                _at++;
                if (!backslashes || !SkipToContinuation())
                {
                    return;
                }
            }
        }
    }

    /// <summary>A string goes on, with its backslashes, in the next quotes after a line break (chapter 4.1.2.1).</summary>
    private bool SkipToContinuation()
    {
        var start = _at;
        var lineBreak = false;
        while (_at < text.Length && (WhiteSpace.Contains(text[_at]) || (text[_at] == '-' && Next == '-')))
        {
            lineBreak |= text[_at] is '\n' or '\r';
            if (!SkipComment())
            {
                _at++;
            }
        }

        if (lineBreak && _at < text.Length && text[_at] == '\'')
        {
            return true;
        }

        _at = start;
        return false;
    }

    private bool SkipDollarQuote()
    {
        var end = _at + 1;
        while (end < text.Length && IsWordPart(text[end]) && text[end] != '$')
        {
            end++;
        }

        if (end >= text.Length || text[end] != '$' || (end > _at + 1 && char.IsAsciiDigit(text[_at + 1])))
        {
            return false;
        }

        var tag = text.AsSpan(_at, end + 1 - _at);
        var close = text.AsSpan(end + 1).IndexOf(tag, StringComparison.Ordinal);
        _at = close < 0 ? text.Length : end + 1 + close + tag.Length;
        return true;
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\u0080';

    private static bool IsWordPart(char c) => IsWordStart(c) || char.IsAsciiDigit(c) || c == '$';
}
