namespace Ringfence.Catalog.Expressions;

/// <summary>Queries: <c>with</c>, what is combined, and the order and limits of the whole.</summary>
internal sealed class QueryReader(Grammar grammar)
{
    private readonly Cursor _cursor = grammar.Cursor;

    public static bool Begins(Token token) =>
        token.Kind == TokenKind.Word && token.Text is "select" or "with" or "values" or "table";

    /// <summary>Whether the token goes on with a query that stood in parentheses.</summary>
    public static bool Continues(Token token) =>
        token.Kind == TokenKind.Word
        && token.Text is "union" or "intersect" or "except" or "order" or "limit" or "offset" or "fetch" or "for";

    public Query ReadParenthesised()
    {
        var (query, _) = grammar.Parentheses.Read();
        return query ?? throw _cursor.Fail("a query is missing");
    }

    public Query Read()
    {
        var outer = _cursor.Enter();
        var recursive = false;
        ValueList<CommonTable> with = [];
        if (_cursor.Accept("with"))
        {
            recursive = _cursor.Accept("recursive");
            with = _cursor.List(CommonTable);
        }

        var query = Tail(Combined(Operand(), 0));
        if (with.Count > 0)
        {
            // What stood in parentheses behind `with` keeps its own clauses.
            query = query.With.Count > 0 ? throw _cursor.Fail("two with clauses") : query;
            query = query with { With = with, Recursive = recursive };
        }

        _cursor.Leave(outer);
        return query;
    }

    /// <summary>Reads on behind a query that stood in parentheses.</summary>
    public Query Continue(Query first) => Tail(Combined(first, 0));

    /// <summary>Combines as long as the operators bind more strongly: intersect does than union and except.</summary>
    private Query Combined(Query left, int weakest)
    {
        while (_cursor.Now.Kind == TokenKind.Word)
        {
            var word = _cursor.Now.Text;
            var strength = word switch
            {
                "union" or "except" => 1,
                "intersect" => 2,
                _ => 0,
            };
            if (strength <= weakest)
            {
                break;
            }

            _cursor.Take();
            var all = _cursor.Accept("all");
            if (!all)
            {
                _cursor.Accept("distinct");
            }

            left = new(new QueryBody.Combination(word, all, left, Combined(Operand(), strength)));
            _cursor.Wrap();
            _cursor.Wrap();
        }

        return left;
    }

    private Query Operand()
    {
        if (!_cursor.Is("("))
        {
            return new(Body());
        }

        var (query, _) = grammar.Parentheses.Read();
        return query ?? throw _cursor.Fail("a query is missing");
    }

    private QueryBody Body()
    {
        if (_cursor.Accept("values"))
        {
            return new QueryBody.Values(
                _cursor.List(() => new Expression.Row(_cursor.Parenthesised(grammar.Expressions.Read)))
            );
        }

        if (_cursor.Accept("table"))
        {
            var table = new FromItem.Table(_cursor.DottedName());
            return new QueryBody.Select([new(new Expression.Star([]), null)]) { From = [table] };
        }

        return grammar.Selects.Read();
    }

    /// <summary>
    /// A query that already has an order or a limit stood in parentheses: what follows is another one's, of which it is
    /// all. Nothing prints that, so it is not read.
    /// </summary>
    private Query Tail(Query query)
    {
        var order = grammar.Calls.OrderBy();
        var tail = new Query(query.Body) { OrderBy = order };
        for (var clauses = 0; ; clauses++)
        {
            if (_cursor.Accept("limit"))
            {
                tail = tail with
                {
                    Limit = _cursor.Accept("all") ? Expression.Literal.Null : grammar.Expressions.Read(),
                };
            }
            else if (_cursor.Accept("offset"))
            {
                tail = tail with { Offset = grammar.Expressions.Read() };
                _ = _cursor.Accept("rows") || _cursor.Accept("row");
            }
            else if (_cursor.Accept("fetch"))
            {
                tail = Fetch(tail);
            }
            else if (_cursor.Is("for"))
            {
                tail = tail with { Locks = [.. tail.Locks, Lock()] };
            }
            else if (clauses == 0 && order.Count == 0)
            {
                return query;
            }
            else
            {
                break;
            }
        }

        var bare = query is { With.Count: 0, OrderBy.Count: 0, Limit: null, Offset: null, Locks.Count: 0 };
        return bare ? tail : throw _cursor.Fail("an order or a limit of a query that has its own");
    }

    private Query Fetch(Query query)
    {
        _ = _cursor.Accept("first") || _cursor.Accept("next");
        var count =
            _cursor.Is("row") || _cursor.Is("rows")
                ? new Expression.Literal(LiteralKind.Number, "1")
                : grammar.Expressions.Read();
        _ = _cursor.Accept("row") || _cursor.Accept("rows");
        var ties = _cursor.Accept("with", "ties");
        if (!ties)
        {
            _cursor.Expect("only");
        }

        return query with
        {
            Limit = count,
            WithTies = ties,
        };
    }

    private LockingClause Lock()
    {
        _cursor.Take();
        var strength = new List<string>();
        while (_cursor.Now.Text is "no" or "key" or "update" or "share" && _cursor.Now.Kind == TokenKind.Word)
        {
            strength.Add(_cursor.Take().Text);
        }

        ValueList<DottedName> tables = _cursor.Accept("of") ? _cursor.List(_cursor.DottedName) : [];
        var waiting =
            _cursor.Accept("nowait") ? "nowait"
            : _cursor.Accept("skip", "locked") ? "skip locked"
            : "";
        return strength.Count > 0
            ? new(string.Join(' ', strength), tables, waiting)
            : throw _cursor.Fail("an unknown lock");
    }

    private CommonTable CommonTable()
    {
        var name = _cursor.Name();
        ValueList<string> columns = _cursor.Is("(") ? _cursor.Parenthesised(_cursor.Name) : [];
        _cursor.Expect("as");
        bool? materialized =
            _cursor.Accept("materialized") ? true
            : _cursor.Accept("not", "materialized") ? false
            : null;
        var query = ReadParenthesised();
        return _cursor.Is("search") || _cursor.Is("cycle")
            ? new(name, columns, materialized, query, Search())
            : new(name, columns, materialized, query, []);
    }

    /// <summary><c>search depth first by a set b</c>, <c>cycle a set b to x default y using c</c>.</summary>
    private ValueList<FormPart> Search()
    {
        var parts = new List<FormPart>();
        while (!_cursor.Is(",") && !Begins(_cursor.Now) && !_cursor.Is("("))
        {
            var token = _cursor.Now;
            if (
                token.Kind is TokenKind.Word or TokenKind.Quoted
                && parts.LastOrDefault() is FormPart.Word { Text: "by" or "set" or "using" or "cycle" or "," }
            )
            {
                var names = _cursor.List(_cursor.Name);
                parts.AddRange(
                    names.SelectMany(
                        (n, i) =>
                            i == 0
                                ? [new FormPart.Name(n)]
                                : new FormPart[] { new FormPart.Word(","), new FormPart.Name(n) }
                    )
                );
            }
            else if (parts.LastOrDefault() is FormPart.Word { Text: "to" or "default" })
            {
                parts.Add(new FormPart.Value(grammar.Primaries.Read()));
            }
            else
            {
                parts.Add(
                    token.Kind == TokenKind.Word
                        ? new FormPart.Word(_cursor.Take().Text)
                        : throw _cursor.Fail("unknown grammar in search or cycle")
                );
            }
        }

        return parts.ToValueList();
    }
}
