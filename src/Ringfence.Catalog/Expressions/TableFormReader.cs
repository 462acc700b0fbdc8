namespace Ringfence.Catalog.Expressions;

/// <summary><c>xmltable</c> and <c>json_table</c>, whose columns are a grammar of their own.</summary>
internal sealed class TableFormReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    public Expression.Form Read()
    {
        var name = _cursor.Take().Text;
        var outer = _cursor.Enter();
        _cursor.Expect("(");
        var parts = new List<FormPart>();
        while (!_cursor.Accept(")"))
        {
            Part(name == "json_table", parts);
        }

        _cursor.Leave(outer);
        return new(name, parts.ToValueList());
    }

    private void Part(bool json, List<FormPart> parts)
    {
        var last = (parts.LastOrDefault() as FormPart.Word)?.Text;
        if (_cursor.Is("xmlnamespaces", "("))
        {
            parts.Add(new FormPart.Word(_cursor.Take().Text));
            parts.Add(new FormPart.Group(grammar.Forms.Parenthesised("xmlnamespaces")));
        }
        else if (_cursor.Is("columns") && parts.Count > 0)
        {
            Columns(json, parts);
        }
        else if (last == "as")
        {
            parts.Add(new FormPart.Name(_cursor.Label()));
        }
        else if (_cursor.Is(","))
        {
            parts.Add(new FormPart.Word(_cursor.Take().Text));
        }
        else if (parts.Count == 0 || last is "," or "passing")
        {
            parts.Add(new FormPart.Value(grammar.Expressions.ReadRestricted()));
        }
        else
        {
            parts.Add(Word());
        }
    }

    private void Columns(bool json, List<FormPart> parts)
    {
        parts.Add(Word());
        if (json)
        {
            _cursor.Expect("(");
        }

        var columns = new List<FormPart>();
        do
        {
            if (columns.Count > 0)
            {
                columns.Add(new FormPart.Word(","));
            }

            Column(json, columns);
        } while (_cursor.Accept(","));
        if (json)
        {
            _cursor.Expect(")");
            parts.Add(new FormPart.Group(columns.ToValueList()));
        }
        else
        {
            parts.AddRange(columns);
        }
    }

    private void Column(bool json, List<FormPart> parts)
    {
        if (json && _cursor.Is("nested"))
        {
            Nested(parts);
            return;
        }

        parts.Add(new FormPart.Name(_cursor.Name()));
        if (_cursor.Accept("for", "ordinality"))
        {
            parts.Add(new FormPart.Word("for ordinality"));
            return;
        }

        parts.Add(new FormPart.Type(grammar.Types.Read()));
        while (!_cursor.Is(",") && !_cursor.Is(")"))
        {
            var word = Word();
            parts.Add(word);
            if (word.Text is "path" or "default")
            {
                parts.Add(new FormPart.Value(grammar.Expressions.ReadRestricted()));
            }
        }
    }

    private void Nested(List<FormPart> parts)
    {
        var outer = _cursor.Enter();
        parts.Add(Word());
        if (_cursor.Is("path"))
        {
            parts.Add(Word());
        }

        parts.Add(new FormPart.Value(grammar.Expressions.ReadRestricted()));
        if (_cursor.Is("as"))
        {
            parts.Add(Word());
            parts.Add(new FormPart.Name(_cursor.Name()));
        }

        Columns(json: true, parts);
        _cursor.Leave(outer);
    }

    private FormPart.Word Word() =>
        _cursor.Now.Kind == TokenKind.Word
            ? new(_cursor.Take().Text)
            : throw _cursor.Fail("unknown grammar in a table's form");
}
