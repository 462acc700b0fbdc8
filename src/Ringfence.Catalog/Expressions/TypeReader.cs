namespace Ringfence.Catalog.Expressions;

/// <summary>Names of types, of which the grammar knows some that are several words.</summary>
internal sealed class TypeReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    public TypeName Read()
    {
        var setOf = _cursor.Accept("setof");
        var type = BuiltIn() ?? new TypeName(_cursor.DottedName(), false, Modifiers(), "", 0);
        return setOf ? throw _cursor.Fail("a set is no value") : type with { Dimensions = Dimensions() };
    }

    /// <summary>
    /// A literal behind the grammar's own type: <c>interval '1' day</c>. Null, and nothing read, if none is there.
    /// </summary>
    public Expression? TryReadTyped()
    {
        if (_cursor.Now.Kind != TokenKind.Word || !StartsTyped(_cursor.Now.Text))
        {
            return null;
        }

        var type = BuiltIn() ?? throw _cursor.Fail("no type begins here");
        var text = _cursor.Take();
        if (text.Kind != TokenKind.Text)
        {
            throw _cursor.Fail("a type's name without a value");
        }

        return new Expression.Cast(
            new Expression.Literal(LiteralKind.Text, text.Text),
            type.Name.Last == "interval" && type.Tail.Length == 0 ? type with { Tail = IntervalFields() } : type
        );
    }

    private bool StartsTyped(string word)
    {
        var next = _cursor.Ahead(1);
        return word switch
        {
            "double" => next.Is("precision"),
            "timestamp" or "time" => next.Kind == TokenKind.Text
                || next.Is("(")
                || (next.Is("with") && _cursor.Ahead(2).Is("time"))
                || (next.Is("without") && _cursor.Ahead(2).Is("time")),
            "interval" => next.Kind == TokenKind.Text || next.Is("("),
            "character" or "bit" or "national" => next.Kind == TokenKind.Text
                || next.Is("(")
                || next.Is("varying")
                || next.Is("character"),
            "integer"
            or "int"
            or "bigint"
            or "smallint"
            or "real"
            or "boolean"
            or "numeric"
            or "decimal"
            or "varchar" => next.Kind == TokenKind.Text
                || (next.Is("(") && word is "numeric" or "decimal" or "varchar"),
            _ => false,
        };
    }

    private TypeName? BuiltIn()
    {
        if (_cursor.Now.Kind != TokenKind.Word || _cursor.Ahead(1).Is("."))
        {
            return null;
        }

        var word = _cursor.Now.Text;
        switch (word)
        {
            case "int" or "integer":
                return Taken("integer");
            case "bigint" or "smallint" or "real" or "boolean":
                return Taken(word);
            case "dec" or "decimal" or "numeric":
                return Taken("numeric") with { Modifiers = Modifiers() };
            case "float":
                return Float();
            case "double" when _cursor.Ahead(1).Is("precision"):
                _cursor.Take();
                return Taken("double precision");
            case "bit":
                return Varying("bit", "bit varying");
            case "national":
                _cursor.Take();
                return Varying("character", "character varying");
            case "char" or "character" or "nchar":
                return Varying("character", "character varying");
            case "varchar":
                return Taken("character varying") with { Modifiers = Modifiers() };
            case "time" or "timestamp":
                return Taken(word) with { Modifiers = Modifiers(), Tail = Zone() };
            case "interval":
                return Interval();
            default:
                return null;
        }
    }

    private TypeName Taken(string name)
    {
        _cursor.Take();
        return TypeName.Of(name);
    }

    private TypeName Float()
    {
        _cursor.Take();
        var bits =
            Modifiers() is [Expression.Literal { Text: var digits }] && digits.Length <= 3
                ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)
                : 53;
        return TypeName.Of(bits <= 24 ? "real" : "double precision");
    }

    private TypeName Varying(string plain, string varying)
    {
        _cursor.Take();
        var name = _cursor.Accept("varying") ? varying : plain;
        return TypeName.Of(name) with { Modifiers = Modifiers() };
    }

    private TypeName Interval()
    {
        _cursor.Take();
        var precision = Modifiers();
        return TypeName.Of("interval") with
        {
            Modifiers = precision,
            Tail = precision.Count == 0 ? IntervalFields() : "",
        };
    }

    private string Zone()
    {
        if (!(_cursor.Is("with", "time") || _cursor.Is("without", "time")))
        {
            return "";
        }

        var word = _cursor.Take().Text;
        _cursor.Take();
        _cursor.Expect("zone");
        return $"{word} time zone";
    }

    private string IntervalFields()
    {
        if (!IsField())
        {
            return "";
        }

        var fields = _cursor.Take().Text;
        if (_cursor.Accept("to"))
        {
            fields += IsField() ? $" to {_cursor.Take().Text}" : throw _cursor.Fail("a field is missing");
        }

        if (
            fields.EndsWith("second", StringComparison.Ordinal)
            && Modifiers() is [Expression.Literal { Text: var digits }]
        )
        {
            fields += $"({digits})";
        }

        return fields;
    }

    private bool IsField() =>
        _cursor.Now is { Kind: TokenKind.Word, Text: "year" or "month" or "day" or "hour" or "minute" or "second" };

    private ValueList<Expression> Modifiers() => _cursor.Is("(") ? _cursor.Parenthesised(grammar.Expressions.Read) : [];

    private int Dimensions()
    {
        var count = 0;
        if (_cursor.Accept("array"))
        {
            count = 1;
            Bound();
            return count;
        }

        while (_cursor.Is("["))
        {
            Bound();
            count++;
        }

        return count;
    }

    /// <summary>PostgreSQL takes an array's length and forgets it.</summary>
    private void Bound()
    {
        if (_cursor.Accept("["))
        {
            if (_cursor.Now.Kind == TokenKind.Number)
            {
                _cursor.Take();
            }

            _cursor.Expect("]");
        }
    }
}
