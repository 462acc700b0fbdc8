using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Migrations.Guard;

/// <summary>
/// Reads whether statements touch the rows of a tenant table. What defines, grants or locks does not; whatever else names
/// a table of them where a table stands does, reading too: a sequence that is set past the greatest key of a table whose
/// rows are not to be seen is lost as silently as an update. In doubt the answer is yes.
/// </summary>
internal static class TenantTableUse
{
    private static readonly HashSet<string> NoRows = new(StringComparer.Ordinal)
    {
        "abort",
        "alter",
        "analyse",
        "analyze",
        "begin",
        "checkpoint",
        "close",
        "cluster",
        "comment",
        "commit",
        "deallocate",
        "discard",
        "drop",
        "end",
        "grant",
        "import",
        "listen",
        "load",
        "lock",
        "notify",
        "reassign",
        "refresh",
        "reindex",
        "release",
        "reset",
        "revoke",
        "rollback",
        "savepoint",
        "security",
        "set",
        "show",
        "start",
        "truncate",
        "unlisten",
        "vacuum",
    };

    /// <summary>After these a statement begins in a body of PL/pgSQL.</summary>
    private static readonly HashSet<string> Openers = new(StringComparer.Ordinal)
    {
        "begin",
        "declare",
        "else",
        "loop",
        "then",
    };

    /// <summary>The first of the tables whose rows the text touches; null where it touches none.</summary>
    public static TenantTable? Find(string sql, IReadOnlyCollection<TenantTable> tables) =>
        tables.Count == 0
            ? null
            : Statements(Tokens(sql), isBody: false)
                .Select(statement => FindIn(statement, tables))
                .FirstOrDefault(Found);

    /// <summary>Whether it calls <c>ringfence.tenant()</c> or <c>get_tenant()</c>.</summary>
    public static bool ReadsBoundTenant(string sql)
    {
        var tokens = Tokens(sql);
        return Enumerable
            .Range(2, Math.Max(0, tokens.Count - 2))
            .Any(at =>
                tokens[at - 2] is { Kind: SqlTokenKind.Word or SqlTokenKind.Name, Text: "ringfence" }
                && tokens[at - 1].IsSign('.')
                && tokens[at] is { Kind: SqlTokenKind.Word or SqlTokenKind.Name, Text: "tenant" or "get_tenant" }
            );
    }

    private static bool Found(TenantTable? table) => table is not null;

    private static List<SqlToken> Tokens(string sql)
    {
        var lexer = new SqlLexer(sql);
        var tokens = new List<SqlToken>();
        while (lexer.NextToken() is { } token)
        {
            tokens.Add(token);
        }

        return tokens;
    }

    private static IEnumerable<List<SqlToken>> Statements(List<SqlToken> tokens, bool isBody)
    {
        var statement = new List<SqlToken>();
        foreach (var token in tokens)
        {
            if (token.IsSign(';'))
            {
                // The statements of an SQL-standard body are part of what defines the function.
                if (!IsOpenBody(statement))
                {
                    yield return statement;
                    statement = [];
                }
            }
            else if (isBody && token.Kind == SqlTokenKind.Word && Openers.Contains(token.Text))
            {
                yield return statement;
                statement = [];
            }
            else
            {
                statement.Add(token);
            }
        }

        yield return statement;
    }

    private static bool IsOpenBody(List<SqlToken> statement) =>
        statement is [var first, ..]
        && first.Is("create")
        && !statement[^1].Is("end")
        && Enumerable
            .Range(1, statement.Count - 1)
            .Any(at => statement[at - 1].Is("begin") && statement[at].Is("atomic"));

    private static TenantTable? FindIn(List<SqlToken> statement, IReadOnlyCollection<TenantTable> tables) =>
        statement switch
        {
            [] => null,
            [{ Kind: SqlTokenKind.Word, Text: "do" }, ..] => statement
                .Where(token => token.Kind == SqlTokenKind.String)
                .Select(token => FindInBody(token.Text, tables))
                .FirstOrDefault(Found),
            [{ Kind: SqlTokenKind.Word, Text: "create" }, ..] => MakesTableOfRows(statement)
                ? new TableReferences(statement).Find(tables)
                : null,
            [{ Kind: SqlTokenKind.Word, Text: var word }, ..] when NoRows.Contains(word) => null,
            _ => new TableReferences(statement).Find(tables),
        };

    /// <summary><c>create table … as select</c>, and materialized views, which are filled at once.</summary>
    private static bool MakesTableOfRows(List<SqlToken> statement) =>
        statement
            .Skip(1)
            .TakeWhile(token => token.Kind == SqlTokenKind.Word)
            .Take(4)
            .Any(token => token.Text is "table" or "materialized");

    private static TenantTable? FindInBody(string body, IReadOnlyCollection<TenantTable> tables)
    {
        var tokens = Tokens(body);
        foreach (var statement in Statements(tokens, isBody: true))
        {
            var found = FindIn(statement, tables) ?? FindInDynamic(statement, tokens, tables);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>A text that is executed may get its table from anywhere in the body.</summary>
    private static TenantTable? FindInDynamic(
        List<SqlToken> statement,
        List<SqlToken> body,
        IReadOnlyCollection<TenantTable> tables
    )
    {
        if (!statement.Exists(token => token.Is("execute")))
        {
            return null;
        }

        foreach (var text in statement.Where(token => token.Kind == SqlTokenKind.String))
        {
            if (Find(text.Text, tables) is { } table)
            {
                return table;
            }
        }

        return IsOfRows(statement)
            ? tables.FirstOrDefault(table =>
                body.Exists(token => token.Text.Contains(table.Name, StringComparison.OrdinalIgnoreCase))
            )
            : null;
    }

    /// <summary>No string begins a statement that only defines: what is put together of variables is in doubt.</summary>
    private static bool IsOfRows(List<SqlToken> statement) =>
        !statement.Exists(token =>
            token.Kind == SqlTokenKind.String
            && Tokens(token.Text) is [{ Kind: SqlTokenKind.Word, Text: var word }, ..]
            && (NoRows.Contains(word) || word == "create")
        );
}
