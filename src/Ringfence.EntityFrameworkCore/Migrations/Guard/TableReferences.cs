using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Migrations.Guard;

/// <summary>Reads the places of a statement where a table stands: a column or an alias of its name is none.</summary>
internal sealed class TableReferences(List<SqlToken> statement)
{
    /// <summary>These end a list of tables.</summary>
    private static readonly HashSet<string> Clauses = new(StringComparer.Ordinal)
    {
        "except",
        "fetch",
        "group",
        "having",
        "intersect",
        "limit",
        "offset",
        "order",
        "returning",
        "select",
        "set",
        "union",
        "values",
        "when",
        "where",
        "window",
    };

    /// <summary>In their parentheses, <c>from</c> is followed by a value.</summary>
    private static readonly HashSet<string> FunctionsWithFrom = new(StringComparer.Ordinal)
    {
        "extract",
        "overlay",
        "position",
        "substring",
        "trim",
    };

    private readonly Stack<Level> _outer = new();
    private Level _level = new(InTables: false, Expected: false, IsFunction: false);

    /// <summary>The first of these tables that the statement names; null for none.</summary>
    public TenantTable? Find(IReadOnlyCollection<TenantTable> tables)
    {
        for (var at = 0; at < statement.Count; at++)
        {
            var token = statement[at];
            if (_level.Expected && IsTable(token))
            {
                var start = at;
                while (at + 2 < statement.Count && statement[at + 1].IsSign('.'))
                {
                    at += 2;
                }

                _level = _level with { Expected = false };
                if (Match(statement[at], at > start ? statement[at - 2] : null, tables) is { } table)
                {
                    return table;
                }
            }
            else
            {
                Take(token, at > 0 ? statement[at - 1] : null);
            }
        }

        return null;
    }

    private static bool IsTable(SqlToken token) =>
        token.Kind == SqlTokenKind.Name
        || (
            token.Kind == SqlTokenKind.Word
            && token.Text is not ("only" or "lateral" or "into" or "table" or "if")
            && !Clauses.Contains(token.Text)
        );

    /// <summary>A schema that the model does not name is one that the search path may find.</summary>
    private static TenantTable? Match(SqlToken name, SqlToken? schema, IReadOnlyCollection<TenantTable> tables) =>
        tables.FirstOrDefault(table =>
            table.Name == name.Text
            && (
                schema is null
                || table.Schema == schema.Text
                || (table.Schema is null && schema.Text is not ("pg_catalog" or "information_schema"))
            )
        );

    private void Take(SqlToken token, SqlToken? previous)
    {
        if (token.IsSign('('))
        {
            _outer.Push(_level with { Expected = false });
            var isFunction = previous is { Kind: SqlTokenKind.Word } && FunctionsWithFrom.Contains(previous.Text);
            var isTables = _level.Expected && previous?.Is("using") != true;
            _level = new(isTables, isTables, isFunction);
        }
        else if (token.IsSign(')'))
        {
            _level = _outer.Count > 0 ? _outer.Pop() : new(InTables: false, Expected: false, IsFunction: false);
        }
        else if (token.IsSign(','))
        {
            _level = _level with { Expected = _level.InTables };
        }
        else if (token.Kind == SqlTokenKind.Word)
        {
            TakeWord(token.Text, previous);
        }
        else
        {
            _level = _level with { Expected = false };
        }
    }

    private void TakeWord(string word, SqlToken? previous)
    {
        if (Clauses.Contains(word))
        {
            _level = _level with { InTables = false, Expected = false };
            return;
        }

        var begins = word switch
        {
            "from" => !_level.IsFunction && previous?.Is("distinct") != true,
            "update" => previous is null
                || !(previous.Is("for") || previous.Is("on") || previous.Is("do") || previous.Is("key")),
            "join" or "into" or "using" or "table" or "copy" => true,
            "only" or "lateral" => _level.Expected,
            _ => false,
        };
        if (begins)
        {
            _level = _level with
            {
                InTables = _level.InTables || word is "from" or "using" or "update",
                Expected = true,
            };
        }
    }

    /// <summary>Within one pair of parentheses.</summary>
    /// <param name="InTables">In a list of tables: a comma is followed by another.</param>
    /// <param name="Expected">A table stands next.</param>
    /// <param name="IsFunction">In the parentheses of a function that has a <c>from</c> of its own.</param>
    private sealed record Level(bool InTables, bool Expected, bool IsFunction);
}
