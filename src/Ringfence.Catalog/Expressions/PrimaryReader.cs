namespace Ringfence.Catalog.Expressions;

/// <summary>Operands: literals, names, calls, and what keywords begin.</summary>
internal sealed class PrimaryReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    public Expression Read()
    {
        var token = _cursor.Now;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new Expression.Literal(LiteralKind.Number, _cursor.Take().Text);
            case TokenKind.Text:
                return new Expression.Literal(LiteralKind.Text, _cursor.Take().Text);
            case TokenKind.Bits:
                return new Expression.Literal(LiteralKind.Bits, _cursor.Take().Text);
            case TokenKind.Parameter:
                return Indirection(new Expression.Parameter(_cursor.Take().Text));
            case TokenKind.Quoted:
                return Named();
            case TokenKind.Word:
                return Word(token.Text);
            default:
                return Other(token);
        }
    }

    /// <summary>Subscripts and fields behind what may have them.</summary>
    public Expression Indirection(Expression operand)
    {
        while (true)
        {
            if (_cursor.Accept("["))
            {
                operand = Subscript(operand);
            }
            else if (_cursor.Accept("."))
            {
                operand = _cursor.Accept("*")
                    ? new Expression.AllFields(operand)
                    : new Expression.Field(operand, _cursor.Label());
            }
            else
            {
                return operand;
            }

            _cursor.Wrap();
        }
    }

    private Expression Other(Token token)
    {
        if (token.Is("("))
        {
            var (query, items) = grammar.Parentheses.Read();
            return Indirection(query is not null ? new Expression.Scalar(query) : ParenthesisReader.Operand(items));
        }

        if (token.Is("*"))
        {
            _cursor.Take();
            return new Expression.Star([]);
        }

        throw _cursor.Fail(token.Kind == TokenKind.End ? "the text ends" : "no operand begins here");
    }

    private Expression.Subscript Subscript(Expression operand)
    {
        var lower = _cursor.Is(":") ? null : grammar.Expressions.Read();
        var slice = _cursor.Accept(":");
        var upper = slice && !_cursor.Is("]") ? grammar.Expressions.Read() : null;
        _cursor.Expect("]");
        return new(operand, lower, upper, slice);
    }

    private Expression Word(string word)
    {
        var open = _cursor.Ahead(1).Is("(");
        switch (word)
        {
            case "null" or "true" or "false":
                _cursor.Take();
                return word switch
                {
                    "null" => Expression.Literal.Null,
                    "true" => Expression.Literal.True,
                    _ => Expression.Literal.False,
                };
            case "case":
                return Case();
            case "exists" when open:
                _cursor.Take();
                return new Expression.Exists(grammar.Queries.ReadParenthesised());
            case "array" when open:
                _cursor.Take();
                return new Expression.ArrayOfQuery(grammar.Queries.ReadParenthesised());
            case "array" when _cursor.Ahead(1).Is("["):
                _cursor.Take();
                return new Expression.ArrayOf(ArrayItems());
            case "row" when open:
                _cursor.Take();
                return new Expression.Row(RowItems());
            case "cast" when open:
                return CastCall();
            case "coalesce" or "nullif" or "greatest" or "least" or "grouping" or "xmlconcat" when open:
                _cursor.Take();
                return new Expression.Choice(word, _cursor.Parenthesised(grammar.Expressions.Read));
            case "collation" when _cursor.Ahead(1).Is("for"):
                return grammar.Forms.CollationFor();
            case "merge_action" when open:
                return grammar.Forms.Read();
        }

        return FormReader.Knows(word) && open ? grammar.Forms.Read()
            : IsSqlValue(word) && !open ? SqlValue()
            : IsTimeValue(word) ? SqlValue()
            : Named();
    }

    private static bool IsSqlValue(string word) =>
        word
            is "current_user"
                or "session_user"
                or "user"
                or "current_role"
                or "system_user"
                or "current_catalog"
                or "current_schema"
                or "current_date";

    private static bool IsTimeValue(string word) =>
        word is "current_time" or "current_timestamp" or "localtime" or "localtimestamp";

    private Expression.SqlValue SqlValue()
    {
        var word = _cursor.Take().Text;
        if (!IsTimeValue(word) || !_cursor.Accept("("))
        {
            return new(word, null);
        }

        var precision = _cursor.Now.Kind == TokenKind.Number ? _cursor.Take().Text : throw _cursor.Fail("no precision");
        _cursor.Expect(")");
        return new(word, precision);
    }

    private Expression Named()
    {
        if (grammar.Types.TryReadTyped() is { } typed)
        {
            return typed;
        }

        var first = _cursor.Now;
        if (!Cursor.IsName(first) && !(Keywords.IsFunctionName(first.Text) && _cursor.Ahead(1).Is("(")))
        {
            throw _cursor.Fail($"the keyword {first.Text} begins no operand");
        }

        var path = new List<string> { _cursor.Take().Text };
        while (_cursor.Is(".") && !_cursor.Ahead(1).Is("*"))
        {
            _cursor.Take();
            path.Add(_cursor.Label());
        }

        if (_cursor.Is("("))
        {
            return grammar.Calls.Read(new DottedName(path.ToValueList()));
        }

        if (_cursor.Now.Kind == TokenKind.Text)
        {
            var type = new TypeName(new DottedName(path.ToValueList()), false, [], "", 0);
            return new Expression.Cast(new Expression.Literal(LiteralKind.Text, _cursor.Take().Text), type);
        }

        return _cursor.Accept(".", "*")
            ? new Expression.Star(path.ToValueList())
            : Indirection(new Expression.Column(path.ToValueList()));
    }

    private ValueList<Expression> RowItems()
    {
        _cursor.Expect("(");
        if (_cursor.Accept(")"))
        {
            return [];
        }

        var items = _cursor.List(grammar.Expressions.Read);
        _cursor.Expect(")");
        return items;
    }

    private ValueList<Expression> ArrayItems()
    {
        var outer = _cursor.Enter();
        _cursor.Expect("[");
        ValueList<Expression> items = [];
        if (!_cursor.Is("]"))
        {
            items = _cursor.List<Expression>(() =>
                _cursor.Is("[") ? new Expression.ArrayOf(ArrayItems()) : grammar.Expressions.Read()
            );
        }

        _cursor.Expect("]");
        _cursor.Leave(outer);
        return items;
    }

    private Expression.Cast CastCall()
    {
        _cursor.Take();
        _cursor.Expect("(");
        var operand = grammar.Expressions.Read();
        _cursor.Expect("as");
        var type = grammar.Types.Read();
        _cursor.Expect(")");
        return new(operand, type);
    }

    private Expression.Case Case()
    {
        _cursor.Take();
        var operand = _cursor.Is("when") ? null : grammar.Expressions.Read();
        var whens = new List<Expression.When>();
        while (_cursor.Accept("when"))
        {
            var condition = grammar.Expressions.Read();
            _cursor.Expect("then");
            whens.Add(new(condition, grammar.Expressions.Read()));
        }

        var otherwise = _cursor.Accept("else") ? grammar.Expressions.Read() : null;
        _cursor.Expect("end");
        return whens.Count > 0
            ? new(operand, whens.ToValueList(), otherwise)
            : throw _cursor.Fail("a case without a branch");
    }
}
