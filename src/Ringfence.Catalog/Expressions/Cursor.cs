namespace Ringfence.Catalog.Expressions;

/// <summary>A position among tokens, and how deep the tree is that was read so far.</summary>
internal sealed class Cursor(IReadOnlyList<Token> tokens)
{
    /// <summary>
    /// Every walk over a tree recurses, so its height is bounded here, once. PostgreSQL's own bound depends on
    /// <c>max_stack_depth</c>; what people and their tools write stays below a fifth of this.
    /// </summary>
    public const int MaxHeight = 250;

    private int _at;
    private int _depth;
    private int _height;

    public Token Now => tokens[_at];

    public Token Ahead(int count) => tokens[Math.Min(_at + count, tokens.Count - 1)];

    public bool Is(string text) => Now.Is(text);

    public bool Is(string text, string next) => Now.Is(text) && Ahead(1).Is(next);

    public Token Take() => tokens[_at < tokens.Count - 1 ? _at++ : _at];

    public bool Accept(string text)
    {
        if (!Is(text))
        {
            return false;
        }

        _at++;
        return true;
    }

    public bool Accept(string text, string next)
    {
        if (!Is(text, next))
        {
            return false;
        }

        _at += 2;
        return true;
    }

    public void Expect(string text)
    {
        if (!Accept(text))
        {
            throw Fail($"'{text}' is missing");
        }
    }

    public UnparsedException Fail(string reason) => new(Now.Position, reason);

    /// <summary>Begins a node. What is returned goes to <see cref="Leave"/>.</summary>
    public int Enter()
    {
        if (++_depth > MaxHeight)
        {
            throw Fail("nested too deeply");
        }

        (var outer, _height) = (_height, 0);
        return outer;
    }

    /// <summary>Wraps the node that is being read in another one.</summary>
    public void Wrap()
    {
        if (++_height > MaxHeight)
        {
            throw Fail("nested too deeply");
        }
    }

    public void Leave(int outer)
    {
        _depth--;
        _height = Math.Max(outer, _height + 1);
        if (_height > MaxHeight)
        {
            throw Fail("nested too deeply");
        }
    }

    /// <summary>A name where a keyword that the grammar reserves would end the clause.</summary>
    public string Name() =>
        IsName(Now) ? Take().Text : throw Fail(Now.Kind == TokenKind.End ? "the text ends" : "a name is missing");

    /// <summary>A name where any keyword is one: after a dot, after <c>as</c>.</summary>
    public string Label() =>
        Now.Kind is TokenKind.Word or TokenKind.Quoted ? Take().Text : throw Fail("a name is missing");

    public static bool IsName(Token token) =>
        token.Kind == TokenKind.Quoted || (token.Kind == TokenKind.Word && !Keywords.IsReserved(token.Text));

    public DottedName DottedName()
    {
        var parts = new List<string> { Name() };
        while (Accept("."))
        {
            parts.Add(Label());
        }

        return new(parts.ToValueList());
    }

    public ValueList<T> List<T>(Func<T> item)
    {
        var items = new List<T>();
        do
        {
            items.Add(item());
        } while (Accept(","));
        return items.ToValueList();
    }

    public ValueList<T> Parenthesised<T>(Func<T> item)
    {
        Expect("(");
        var items = List(item);
        Expect(")");
        return items;
    }
}
