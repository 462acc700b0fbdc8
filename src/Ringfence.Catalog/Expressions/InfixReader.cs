namespace Ringfence.Catalog.Expressions;

/// <summary>What may stand behind an operand.</summary>
internal sealed class InfixReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    /// <summary>How strongly the next token binds the operand before it; null if it does not.</summary>
    public Strength? Next()
    {
        var token = _cursor.Now;
        return token.Kind switch
        {
            TokenKind.Operator => OfSymbol(token.Text),
            TokenKind.Symbol => token.Text == "::" ? Strength.Cast : null,
            TokenKind.Word => OfWord(token.Text),
            _ => null,
        };
    }

    public Expression Read(Expression left, Strength strength)
    {
        var token = _cursor.Now;
        switch (token.Text)
        {
            case "::":
                _cursor.Take();
                return new Expression.Cast(left, grammar.Types.Read());
            case "and" when token.Kind == TokenKind.Word:
                return new Expression.And(Chain(left, "and", Strength.And));
            case "or" when token.Kind == TokenKind.Word:
                return new Expression.Or(Chain(left, "or", Strength.Or));
            case "is" or "isnull" or "notnull" when token.Kind == TokenKind.Word:
                return Is(left);
            case "collate" when token.Kind == TokenKind.Word:
                _cursor.Take();
                return new Expression.Collate(left, _cursor.DottedName());
            case "at" when token.Kind == TokenKind.Word:
                return AtZone(left);
            default:
                return strength == Strength.Membership && token.Kind == TokenKind.Word && token.Text != "operator"
                    ? Membership(left)
                    : Operation(left, strength);
        }
    }

    /// <summary><c>operator(schema.symbol)</c>, from its first word.</summary>
    public OperatorName QualifiedOperator()
    {
        _cursor.Take();
        _cursor.Expect("(");
        string? schema = null;
        while (_cursor.Now.Kind != TokenKind.Operator)
        {
            schema = _cursor.Label();
            _cursor.Expect(".");
        }

        var symbol = _cursor.Take().Text;
        _cursor.Expect(")");
        return new(symbol, schema);
    }

    /// <summary>Signs, and whatever has no place of its own in the grammar: <c>= 1</c> is no operand.</summary>
    public static bool IsPrefix(string symbol) => OfSymbol(symbol) is Strength.Sum or Strength.Operator;

    private static Strength? OfSymbol(string symbol) =>
        symbol switch
        {
            "<" or ">" or "=" or "<=" or ">=" or "<>" => Strength.Comparison,
            "+" or "-" => Strength.Sum,
            "*" or "/" or "%" => Strength.Product,
            "^" => Strength.Power,
            "=>" => null,
            _ => Strength.Operator,
        };

    private Strength? OfWord(string word) =>
        word switch
        {
            "or" => Strength.Or,
            "and" => Strength.And,
            "is" or "isnull" or "notnull" => Strength.Is,
            "in" or "like" or "ilike" or "between" => Strength.Membership,
            "similar" when _cursor.Ahead(1).Is("to") => Strength.Membership,
            "not" when _cursor.Ahead(1).Text is "in" or "like" or "ilike" or "between" or "similar" =>
                Strength.Membership,
            "operator" when _cursor.Ahead(1).Is("(") => Strength.Operator,
            "overlaps" => Strength.Comparison,
            "at" when _cursor.Ahead(1).Is("time") || _cursor.Ahead(1).Is("local") => Strength.AtZone,
            "collate" => Strength.Collate,
            _ => null,
        };

    private ValueList<Expression> Chain(Expression first, string word, Strength strength)
    {
        var operands = new List<Expression> { first };
        while (_cursor.Accept(word))
        {
            operands.Add(grammar.Expressions.Read(strength));
        }

        return operands.ToValueList();
    }

    private Expression Operation(Expression left, Strength strength)
    {
        var name = _cursor.Is("operator") ? QualifiedOperator() : new OperatorName(_cursor.Take().Text);
        return Quantifier() is { } all
            ? Quantified(left, name, all)
            : new Expression.Operation(name, left, grammar.Expressions.Read(strength));
    }

    /// <returns>Whether the quantifier is <c>all</c>; null without one.</returns>
    private bool? Quantifier()
    {
        if (!_cursor.Ahead(1).Is("("))
        {
            return null;
        }

        return _cursor.Accept("all") ? true
            : _cursor.Accept("any") || _cursor.Accept("some") ? false
            : null;
    }

    private Expression Quantified(Expression left, OperatorName name, bool all)
    {
        var (query, items) = grammar.Parentheses.Read();
        return query is not null ? new Expression.QuantifiedQuery(left, name, all, query)
            : items.Count == 1 ? new Expression.Quantified(left, name, all, items[0])
            : throw _cursor.Fail("any and all take one array");
    }

    private Expression Is(Expression left)
    {
        var word = _cursor.Take().Text;
        if (word != "is")
        {
            return new Expression.Test(left, TestKind.Null, word == "notnull");
        }

        var negated = _cursor.Accept("not");
        if (_cursor.Accept("distinct", "from"))
        {
            return new Expression.Distinct(left, grammar.Expressions.Read(Strength.Is), negated);
        }

        var kind = _cursor.Take().Text;
        return kind switch
        {
            "null" => new Expression.Test(left, TestKind.Null, negated),
            "true" => new Expression.Test(left, TestKind.True, negated),
            "false" => new Expression.Test(left, TestKind.False, negated),
            "unknown" => new Expression.Test(left, TestKind.Unknown, negated),
            "document" => new Expression.Test(left, TestKind.Document, negated),
            "normalized" => new Expression.Test(left, TestKind.Normalized, negated),
            "nfc" or "nfd" or "nfkc" or "nfkd" when _cursor.Accept("normalized") => new Expression.Test(
                left,
                TestKind.Normalized,
                negated,
                kind
            ),
            "json" => new Expression.Test(left, TestKind.Json, negated, JsonDetail()),
            _ => throw _cursor.Fail("an unknown test"),
        };
    }

    private string JsonDetail()
    {
        var words = new List<string>();
        if (_cursor.Now.Text is "value" or "array" or "object" or "scalar" && _cursor.Now.Kind == TokenKind.Word)
        {
            words.Add(_cursor.Take().Text);
        }

        if (_cursor.Is("with", "unique") || _cursor.Is("without", "unique"))
        {
            words.AddRange([_cursor.Take().Text, _cursor.Take().Text]);
            if (_cursor.Accept("keys"))
            {
                words.Add("keys");
            }
        }

        return string.Join(' ', words);
    }

    private Expression.AtZone AtZone(Expression left)
    {
        _cursor.Take();
        if (_cursor.Accept("local"))
        {
            return new(left, null);
        }

        _cursor.Expect("time");
        _cursor.Expect("zone");
        return new(left, grammar.Expressions.Read(Strength.AtZone));
    }

    private Expression Membership(Expression left)
    {
        var negated = _cursor.Accept("not");
        switch (_cursor.Take().Text)
        {
            case "in":
                var (query, items) = grammar.Parentheses.Read();
                return query is not null
                    ? new Expression.InQuery(left, query, negated)
                    : new Expression.InList(left, items, negated);
            case "between":
                var symmetric = _cursor.Accept("symmetric");
                if (!symmetric)
                {
                    _cursor.Accept("asymmetric");
                }

                var low = grammar.Expressions.ReadRestricted();
                _cursor.Expect("and");
                return new Expression.Between(left, low, grammar.Expressions.ReadRestricted(), negated, symmetric);
            case "like":
                return Like(left, LikeKind.Like, negated);
            case "ilike":
                return Like(left, LikeKind.ILike, negated);
            default:
                _cursor.Expect("to");
                return Like(left, LikeKind.SimilarTo, negated);
        }
    }

    private Expression Like(Expression left, LikeKind kind, bool negated)
    {
        if (kind != LikeKind.SimilarTo && Quantifier() is { } all)
        {
            var symbol = (negated ? "!" : "") + (kind == LikeKind.Like ? "~~" : "~~*");
            return Quantified(left, new(symbol), all);
        }

        var pattern = grammar.Expressions.Read(Strength.Membership);
        var escape = _cursor.Accept("escape") ? grammar.Expressions.Read(Strength.Membership) : null;
        return new Expression.Like(left, kind, pattern, escape, negated);
    }
}
