namespace Ringfence.Catalog.Expressions;

/// <summary>Function calls, from the opening parenthesis on.</summary>
internal sealed class CallReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    public Expression.Call Read(DottedName function)
    {
        _cursor.Expect("(");
        var call = new Expression.Call(function, []);
        if (_cursor.Is("*", ")"))
        {
            _cursor.Take();
            call = call with { OfAll = true };
        }
        else if (!_cursor.Is(")"))
        {
            var distinct = _cursor.Accept("distinct");
            if (!distinct)
            {
                _cursor.Accept("all");
            }

            call = call with { OfDistinct = distinct, Arguments = _cursor.List(Argument), OrderBy = OrderBy() };
        }

        _cursor.Expect(")");
        return Suffixes(call);
    }

    /// <summary>An <c>order by</c>, or nothing.</summary>
    public ValueList<OrderItem> OrderBy() => _cursor.Accept("order", "by") ? _cursor.List(OrderItem) : [];

    public OrderItem OrderItem()
    {
        var value = grammar.Expressions.Read();
        OperatorName? symbol = null;
        bool? descending = null;
        if (_cursor.Accept("using"))
        {
            symbol = _cursor.Is("operator") ? grammar.Infix.QualifiedOperator() : new(_cursor.Take().Text);
        }
        else
        {
            descending =
                _cursor.Accept("asc") ? false
                : _cursor.Accept("desc") ? true
                : null;
        }

        bool? nullsFirst =
            _cursor.Accept("nulls", "first") ? true
            : _cursor.Accept("nulls", "last") ? false
            : null;
        return new(value, descending, symbol, nullsFirst);
    }

    private Expression.Call Suffixes(Expression.Call call)
    {
        if (_cursor.Accept("within", "group"))
        {
            _cursor.Expect("(");
            call = call with { WithinGroup = OrderBy() };
            _cursor.Expect(")");
        }

        if (_cursor.Accept("filter", "("))
        {
            _cursor.Expect("where");
            call = call with { Filter = grammar.Expressions.Read() };
            _cursor.Expect(")");
        }

        return _cursor.Is("over") && (_cursor.Ahead(1).Is("(") || Cursor.IsName(_cursor.Ahead(1)))
            ? call with
            {
                Over = grammar.Windows.ReadOver(),
            }
            : call;
    }

    private Argument Argument()
    {
        var variadic = _cursor.Accept("variadic");
        string? name = null;
        if (
            _cursor.Now.Kind is TokenKind.Word or TokenKind.Quoted
            && (_cursor.Ahead(1).Is("=>") || _cursor.Ahead(1).Is(":="))
        )
        {
            name = _cursor.Take().Text;
            _cursor.Take();
        }

        return new(name, variadic, grammar.Expressions.Read());
    }
}
