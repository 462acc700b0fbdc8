namespace Ringfence.Catalog.Expressions;

/// <summary>What stands behind <c>over</c> and in a <c>window</c> clause.</summary>
internal sealed class WindowReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    public WindowSpecification ReadOver()
    {
        _cursor.Expect("over");
        return _cursor.Is("(") ? Read() : new(_cursor.Name(), true, [], [], null);
    }

    public WindowSpecification Read()
    {
        _cursor.Expect("(");
        var clause = _cursor.Is("partition", "by") || _cursor.Is(")") || _cursor.Is("order", "by") || IsFrame();
        var name = clause ? null : _cursor.Name();
        ValueList<Expression> partition = _cursor.Accept("partition", "by")
            ? _cursor.List(grammar.Expressions.Read)
            : [];
        var order = grammar.Calls.OrderBy();
        var frame = IsFrame() ? Frame() : null;
        _cursor.Expect(")");
        return new(name, false, partition, order, frame);
    }

    private bool IsFrame() =>
        _cursor.Now.Kind == TokenKind.Word
        && _cursor.Now.Text is "rows" or "range" or "groups"
        && !_cursor.Ahead(1).Is(")");

    private WindowFrame Frame()
    {
        var mode = _cursor.Take().Text;
        var between = _cursor.Accept("between");
        var start = Bound();
        WindowFrame.Bound? end = null;
        if (between)
        {
            _cursor.Expect("and");
            end = Bound();
        }

        var exclusion = "";
        if (_cursor.Accept("exclude"))
        {
            exclusion =
                _cursor.Accept("current", "row") ? "current row"
                : _cursor.Accept("no", "others") ? "no others"
                : _cursor.Now.Text is "group" or "ties" ? _cursor.Take().Text
                : throw _cursor.Fail("an unknown exclusion");
        }

        return new(mode, start, end, exclusion);
    }

    private WindowFrame.Bound Bound()
    {
        if (_cursor.Accept("current", "row"))
        {
            return new(null, "current row");
        }

        var unbounded = _cursor.Accept("unbounded");
        var offset = unbounded ? null : grammar.Expressions.ReadRestricted();
        var word = _cursor.Take().Text;
        return word is "preceding" or "following"
            ? new(offset, unbounded ? $"unbounded {word}" : word)
            : throw _cursor.Fail("an unknown bound");
    }
}
