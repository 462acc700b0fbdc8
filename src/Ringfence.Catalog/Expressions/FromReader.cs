namespace Ringfence.Catalog.Expressions;

/// <summary>What stands behind <c>from</c>.</summary>
internal sealed class FromReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    public FromItem Read()
    {
        var outer = _cursor.Enter();
        var item = Joined(Single());
        _cursor.Leave(outer);
        return item;
    }

    private FromItem Joined(FromItem left)
    {
        while (JoinKind(out var natural) is { } kind)
        {
            var right = Single();
            if (kind != "cross" && !natural && (JoinKindAhead() || _cursor.Is("join")))
            {
                // `a join b join c on … on …`: the inner condition comes first.
                right = Joined(right);
            }

            left = Condition(new FromItem.Join(kind, left, right) { Natural = natural });
            _cursor.Wrap();
        }

        return left;
    }

    private bool JoinKindAhead() =>
        _cursor.Now.Kind == TokenKind.Word
        && _cursor.Now.Text is "inner" or "left" or "right" or "full" or "cross" or "natural";

    /// <summary>Takes the words of a join; null, and nothing taken, if none begins here.</summary>
    private string? JoinKind(out bool natural)
    {
        natural = false;
        if (!_cursor.Is("join") && !JoinKindAhead())
        {
            return null;
        }

        natural = _cursor.Accept("natural");
        var kind = _cursor.Is("join") ? "inner" : _cursor.Take().Text;
        _cursor.Accept("outer");
        _cursor.Expect("join");
        return kind;
    }

    private FromItem.Join Condition(FromItem.Join join)
    {
        if (join.Kind == "cross" || join.Natural)
        {
            return join;
        }

        if (_cursor.Accept("on"))
        {
            return join with { On = grammar.Expressions.Read() };
        }

        _cursor.Expect("using");
        return join with
        {
            Using = _cursor.Parenthesised(_cursor.Name),
            UsingAlias = _cursor.Accept("as") ? _cursor.Name() : null,
        };
    }

    private FromItem Single()
    {
        var lateral = _cursor.Accept("lateral");
        if (_cursor.Is("("))
        {
            var (query, item) = Parenthesised();
            return query is not null
                ? new FromItem.Select(query) { Lateral = lateral, Alias = Alias() }
                : item! with
                {
                    Alias = Alias() ?? item.Alias,
                };
        }

        if (_cursor.Is("rows") && _cursor.Ahead(1).Is("from") && _cursor.Ahead(2).Is("("))
        {
            _cursor.Take();
            _cursor.Take();
            return Suffixed(
                new FromItem.Functions(_cursor.Parenthesised(RowsCall)) { RowsFrom = true, Lateral = lateral }
            );
        }

        if ((_cursor.Is("xmltable") || _cursor.Is("json_table")) && _cursor.Ahead(1).Is("("))
        {
            var form = grammar.TableForms.Read();
            return new FromItem.Functions([new(form, [])]) { Lateral = lateral, Alias = Alias() };
        }

        return TableOrFunction(lateral);
    }

    private FromItem TableOrFunction(bool lateral)
    {
        var only = _cursor.Accept("only");
        var parenthesised = only && _cursor.Accept("(");
        var start = _cursor.Now;
        if (IsKeywordCall(start))
        {
            return Suffixed(new FromItem.Functions([new(grammar.Primaries.Read(), [])]) { Lateral = lateral });
        }

        var name =
            Keywords.IsFunctionName(start.Text) && _cursor.Ahead(1).Is("(") && start.Kind == TokenKind.Word
                ? new DottedName(_cursor.Take().Text)
                : _cursor.DottedName();
        if (!only && _cursor.Is("("))
        {
            var call = grammar.Calls.Read(name);
            return Suffixed(new FromItem.Functions([new(call, [])]) { Lateral = lateral });
        }

        if (parenthesised)
        {
            _cursor.Expect(")");
        }

        if (!only && _cursor.Is("*"))
        {
            _cursor.Take();
        }

        return new FromItem.Table(name)
        {
            Only = only,
            Alias = Alias(),
            Sample = Sample(),
        };
    }

    /// <summary>Keywords that are a value may stand where rows are taken from: <c>from current_user as u</c>.</summary>
    private bool IsKeywordCall(Token token) =>
        token.Kind == TokenKind.Word
        && (
            token.Text.StartsWith("current_", StringComparison.Ordinal)
            || token.Text is "session_user" or "cast" or "localtime" or "localtimestamp"
            || (
                _cursor.Ahead(1).Is("(")
                && (FormReader.Knows(token.Text) || token.Text is "coalesce" or "nullif" or "greatest" or "least")
            )
        );

    private FromItem.Functions Suffixed(FromItem.Functions item)
    {
        item = item with { Ordinality = _cursor.Accept("with", "ordinality") };
        return item with { Alias = Alias() };
    }

    private FromItem.RowsCall RowsCall()
    {
        var call = grammar.Primaries.Read();
        return new(call, _cursor.Accept("as") ? _cursor.Parenthesised(Definition) : []);
    }

    private FromItem.SampleClause? Sample()
    {
        if (!_cursor.Accept("tablesample"))
        {
            return null;
        }

        var method = _cursor.DottedName();
        var arguments = _cursor.Parenthesised(grammar.Expressions.Read);
        if (!_cursor.Accept("repeatable", "("))
        {
            return new(method, arguments, null);
        }

        var seed = grammar.Expressions.Read();
        _cursor.Expect(")");
        return new(method, arguments, seed);
    }

    private TableAlias? Alias()
    {
        var said = _cursor.Accept("as");
        if (said && _cursor.Is("("))
        {
            return new(null, [], _cursor.Parenthesised(Definition));
        }

        if (!said && !Cursor.IsName(_cursor.Now))
        {
            return null;
        }

        var name = said ? _cursor.Label() : _cursor.Name();
        if (!_cursor.Is("("))
        {
            return new(name, [], []);
        }

        var defines = _cursor.Ahead(2) is { Kind: not TokenKind.Symbol };
        return defines
            ? new(name, [], _cursor.Parenthesised(Definition))
            : new(name, _cursor.Parenthesised(_cursor.Name), []);
    }

    private TableAlias.Definition Definition()
    {
        var name = _cursor.Name();
        var type = grammar.Types.Read();
        return new(name, type, _cursor.Accept("collate") ? _cursor.DottedName() : null);
    }

    /// <summary>
    /// As <see cref="ParenthesisReader"/> does: the inner parentheses are read before it is told what they are.
    /// </summary>
    private (Query? Query, FromItem? Item) Parenthesised()
    {
        var outer = _cursor.Enter();
        _cursor.Expect("(");
        Query? query = null;
        FromItem? item = null;
        if (QueryReader.Begins(_cursor.Now))
        {
            query = grammar.Queries.Read();
        }
        else if (_cursor.Is("("))
        {
            (query, item) = Parenthesised();
            if (query is not null && QueryReader.Continues(_cursor.Now))
            {
                query = grammar.Queries.Continue(query);
            }
            else if (query is not null && !_cursor.Is(")"))
            {
                item = new FromItem.Select(query) { Alias = Alias() };
                query = null;
            }

            item = item is null ? null : Joined(item with { Alias = Alias() ?? item.Alias });
        }
        else
        {
            item = Joined(Single());
        }

        _cursor.Expect(")");
        _cursor.Leave(outer);
        return (query, item);
    }
}
