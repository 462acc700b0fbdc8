namespace Ringfence.Catalog.Expressions;

/// <summary>
/// What stands in parentheses is told only by what follows the inner ones: <c>((select 1) union select 2)</c> is a
/// query,
/// <c>((select 1) + 2)</c> an expression. Read from within, so that no text is read twice.
/// </summary>
internal sealed class ParenthesisReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    /// <summary>
    /// Reads from the opening parenthesis to past the closing one: a query, or a list of expressions.
    /// </summary>
    public (Query? Query, ValueList<Expression> Items) Read()
    {
        _cursor.Expect("(");
        if (QueryReader.Begins(_cursor.Now))
        {
            var query = grammar.Queries.Read();
            _cursor.Expect(")");
            return (query, []);
        }

        if (!_cursor.Is("("))
        {
            return (null, Rest(grammar.Expressions.Read()));
        }

        var outer = _cursor.Enter();
        var (inner, items) = Read();
        if (inner is not null && QueryReader.Continues(_cursor.Now))
        {
            inner = grammar.Queries.Continue(inner);
        }

        if (inner is not null && _cursor.Accept(")"))
        {
            _cursor.Leave(outer);
            return (inner, []);
        }

        var operand = grammar.Primaries.Indirection(inner is not null ? new Expression.Scalar(inner) : Operand(items));
        var first = grammar.Expressions.Continue(operand, Strength.None);
        _cursor.Leave(outer);
        return (null, Rest(first));
    }

    /// <summary>One expression in parentheses is itself; several are a row.</summary>
    public static Expression Operand(ValueList<Expression> items) =>
        items.Count == 1 ? items[0] : new Expression.Row(items);

    private ValueList<Expression> Rest(Expression first)
    {
        var items = new List<Expression> { first };
        while (_cursor.Accept(","))
        {
            items.Add(grammar.Expressions.Read());
        }

        _cursor.Expect(")");
        return items.ToValueList();
    }
}
