using System.Collections.Frozen;

namespace Ringfence.Catalog.Expressions;

/// <summary>
/// Keywords with a grammar of their own in parentheses: date, string, XML and JSON forms. They are kept as their parts,
/// words and expressions in turn: whoever judges them needs what they mention, not what they compute.
/// </summary>
internal sealed class FormReader(Grammar grammar)
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "extract",
        "json",
        "json_array",
        "json_arrayagg",
        "json_exists",
        "json_object",
        "json_objectagg",
        "json_query",
        "json_scalar",
        "json_serialize",
        "json_value",
        "merge_action",
        "normalize",
        "overlay",
        "position",
        "substring",
        "treat",
        "trim",
        "xmlelement",
        "xmlexists",
        "xmlforest",
        "xmlparse",
        "xmlpi",
        "xmlroot",
        "xmlserialize",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words behind which an expression follows.</summary>
    private static readonly FrozenSet<string> Leading = new[]
    {
        ",",
        ":",
        "both",
        "default",
        "distinct",
        "document",
        "content",
        "escape",
        "for",
        "from",
        "in",
        "leading",
        "passing",
        "placing",
        "similar",
        "trailing",
        "value",
        "version",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Cursor _cursor = grammar.Cursor;

    public static bool Knows(string word) => Names.Contains(word);

    public Expression Read()
    {
        var name = _cursor.Take().Text;
        var form = new Expression.Form(name, Parenthesised(name));
        if (_cursor.Accept("filter", "("))
        {
            _cursor.Expect("where");
            form = form with { Filter = grammar.Expressions.Read() };
            _cursor.Expect(")");
        }

        return _cursor.Is("over") && name.EndsWith("agg", StringComparison.Ordinal)
            ? throw _cursor.Fail("a window over a JSON aggregate")
            : form;
    }

    public Expression.Form CollationFor()
    {
        _cursor.Take();
        _cursor.Expect("for");
        _cursor.Expect("(");
        var operand = grammar.Expressions.Read();
        _cursor.Expect(")");
        return new("collation for", [new FormPart.Value(operand)]);
    }

    /// <summary>Parts up to the closing parenthesis; also those of <c>json_table</c> and <c>xmltable</c>.</summary>
    public ValueList<FormPart> Parenthesised(string form)
    {
        var outer = _cursor.Enter();
        _cursor.Expect("(");
        var parts = new List<FormPart>();
        while (!_cursor.Accept(")"))
        {
            parts.Add(Part(form, parts));
        }

        _cursor.Leave(outer);
        return parts.ToValueList();
    }

    private FormPart Part(string form, List<FormPart> before)
    {
        if (_cursor.Is(",") || _cursor.Is(":"))
        {
            return new FormPart.Word(_cursor.Take().Text);
        }

        var last = before.Count == 0 ? "," : (before[^1] as FormPart.Word)?.Text;
        if (last is not null && Special(form, last, before.Count == 0) is { } part)
        {
            return part;
        }

        if (last is not null && Leading.Contains(last))
        {
            return Value(form);
        }

        if (_cursor.Is("order", "by"))
        {
            _cursor.Take();
            _cursor.Take();
            return new FormPart.Sorting(grammar.Calls.OrderItem());
        }

        return _cursor.Now.Kind == TokenKind.Word
            ? new FormPart.Word(_cursor.Take().Text)
            : throw _cursor.Fail($"unknown grammar in {form}");
    }

    /// <summary>What a word at the beginning, or behind another word, means in this form alone.</summary>
    private FormPart? Special(string form, string last, bool first)
    {
        var word = _cursor.Now.Kind == TokenKind.Word ? _cursor.Now.Text : "";
        switch (last)
        {
            case "returning":
                return new FormPart.Type(grammar.Types.Read());
            case "as":
                return form == "xmlserialize"
                    ? new FormPart.Type(grammar.Types.Read())
                    : new FormPart.Name(_cursor.Label());
            case "name":
                return new FormPart.Name(_cursor.Label());
            case "passing" when word == "by":
            case "both" or "leading" or "trailing" when word == "from":
                return new FormPart.Word(_cursor.Take().Text);
            case "version" when word == "no":
            case ",":
                break;
            default:
                return null;
        }

        return word switch
        {
            "no" when last == "version" => NoValue(),
            "xmlattributes" when form == "xmlelement" => Attributes(),
            _ => LeadingWord(form, word, first),
        };
    }

    private FormPart.Word NoValue()
    {
        _cursor.Take();
        _cursor.Expect("value");
        return new("no value");
    }

    private FormPart.Group Attributes()
    {
        _cursor.Take();
        return new([new FormPart.Word("xmlattributes"), new FormPart.Group(Parenthesised("xmlattributes"))]);
    }

    private FormPart.Word? LeadingWord(string form, string word, bool first)
    {
        var known = (form, word) switch
        {
            ("trim", "both" or "leading" or "trailing" or "from") => first,
            ("xmlelement" or "xmlpi", "name") => first,
            ("xmlparse" or "xmlserialize", "document" or "content") => first,
            ("xmlroot", "version" or "standalone") => true,
            ("json_objectagg" or "json_arrayagg" or "json_object" or "json_array", "returning" or "absent") => true,
            ("json_object" or "json_array", "null") => _cursor.Ahead(1).Is("on"),
            _ => false,
        };
        return known ? new FormPart.Word(_cursor.Take().Text) : null;
    }

    private FormPart Value(string form)
    {
        if (QueryReader.Begins(_cursor.Now))
        {
            return new FormPart.Select(grammar.Queries.Read());
        }

        var value = form is "position" or "xmlexists" or "json_exists" or "json_query" or "json_value"
            ? grammar.Expressions.ReadRestricted()
            : grammar.Expressions.Read();
        return new FormPart.Value(value);
    }
}
