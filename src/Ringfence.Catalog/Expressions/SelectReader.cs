namespace Ringfence.Catalog.Expressions;

/// <summary>One select, up to its windows.</summary>
internal sealed class SelectReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    public QueryBody.Select Read()
    {
        _cursor.Expect("select");
        var distinct = _cursor.Accept("distinct");
        if (!distinct)
        {
            _cursor.Accept("all");
        }

        ValueList<Expression> distinctOn =
            distinct && _cursor.Accept("on") ? _cursor.Parenthesised(grammar.Expressions.Read) : [];
        var select = new QueryBody.Select(EndsTargets() ? [] : _cursor.List(Target))
        {
            Distinct = distinct,
            DistinctOn = distinctOn,
            From = _cursor.Accept("from") ? _cursor.List(grammar.Froms.Read) : [],
            Where = _cursor.Accept("where") ? grammar.Expressions.Read() : null,
        };
        if (_cursor.Accept("group", "by"))
        {
            var groupDistinct = _cursor.Accept("distinct");
            if (!groupDistinct)
            {
                _cursor.Accept("all");
            }

            select = select with { GroupDistinct = groupDistinct, GroupBy = _cursor.List(Grouping) };
        }

        return select with
        {
            Having = _cursor.Accept("having") ? grammar.Expressions.Read() : null,
            Windows = _cursor.Accept("window") ? _cursor.List(Window) : [],
        };
    }

    /// <summary>A select may have no targets at all: <c>exists (select from t)</c>.</summary>
    private bool EndsTargets() =>
        _cursor.Now.Kind == TokenKind.End
        || _cursor.Is(")")
        || _cursor.Is("from")
        || _cursor.Is("where")
        || _cursor.Is("group", "by")
        || _cursor.Is("having")
        || QueryReader.Continues(_cursor.Now);

    private QueryBody.Target Target()
    {
        var value = grammar.Expressions.Read();
        return _cursor.Accept("as") ? new(value, _cursor.Label())
            : Cursor.IsName(_cursor.Now) ? new(value, _cursor.Name())
            : new(value, null);
    }

    private Grouping Grouping()
    {
        var outer = _cursor.Enter();
        Grouping grouping;
        if (_cursor.Is("(", ")"))
        {
            _cursor.Take();
            _cursor.Take();
            grouping = new Grouping.Set([], true);
        }
        else if ((_cursor.Is("rollup") || _cursor.Is("cube")) && _cursor.Ahead(1).Is("("))
        {
            grouping = new Grouping.Sets(_cursor.Take().Text, _cursor.Parenthesised(Grouping));
        }
        else if (_cursor.Accept("grouping", "sets"))
        {
            grouping = new Grouping.Sets("grouping sets", _cursor.Parenthesised(Grouping));
        }
        else
        {
            // `(a, b)` is a set of two here, and a row to the reader of expressions.
            var paren = _cursor.Is("(");
            var item = grammar.Expressions.Read();
            grouping =
                item is Expression.Row row && paren
                    ? new Grouping.Set(row.Items, true)
                    : new Grouping.Set([item], false);
        }

        _cursor.Leave(outer);
        return grouping;
    }

    private QueryBody.NamedWindow Window()
    {
        var name = _cursor.Name();
        _cursor.Expect("as");
        return new(name, grammar.Windows.Read());
    }
}
