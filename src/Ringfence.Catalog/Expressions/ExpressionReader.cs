namespace Ringfence.Catalog.Expressions;

/// <summary>
/// Operators by their strength (Pratt's way): reads an operand, then whatever binds it strongly enough.
/// </summary>
internal sealed class ExpressionReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    public Expression Read() => Read(Strength.None);

    /// <summary>
    /// What stands where <c>in</c>, <c>and</c> and <c>not</c> would end it: between's first bound, position's operand.
    /// </summary>
    public Expression ReadRestricted() => Read(Strength.Membership);

    /// <summary>Reads on as long as operators bind more strongly than <paramref name="weakest"/>.</summary>
    public Expression Read(Strength weakest)
    {
        var outer = _cursor.Enter();
        var expression = Continue(ReadPrefix(), weakest);
        _cursor.Leave(outer);
        return expression;
    }

    /// <summary>Reads on behind an operand that was read already.</summary>
    public Expression Continue(Expression operand, Strength weakest)
    {
        var last = Strength.None;
        while (grammar.Infix.Next() is { } strength && strength > weakest)
        {
            if (strength == last && strength is (Strength.Comparison or Strength.Membership))
            {
                throw _cursor.Fail("a chain of operators that do not associate");
            }

            operand = grammar.Infix.Read(operand, strength);
            _cursor.Wrap();
            last = strength;
        }

        return operand;
    }

    private Expression ReadPrefix()
    {
        var token = _cursor.Now;
        if (token.Is("not"))
        {
            _cursor.Take();
            return new Expression.Not(Read(Strength.Not - 1));
        }

        if (token.Kind == TokenKind.Operator && InfixReader.IsPrefix(token.Text))
        {
            _cursor.Take();
            var sign = token.Text is "+" or "-";
            var operand = Read(sign ? Strength.Sign : Strength.Operator);
            return new Expression.Operation(new(token.Text), null, operand);
        }

        if (_cursor.Is("operator", "("))
        {
            var name = grammar.Infix.QualifiedOperator();
            return new Expression.Operation(name, null, Read(Strength.Operator));
        }

        return grammar.Primaries.Read();
    }
}
