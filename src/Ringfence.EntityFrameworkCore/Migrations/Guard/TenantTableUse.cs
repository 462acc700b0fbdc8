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
    public static bool ReadsBoundTenant(string sql) => ReadsBoundTenant(sql, isBody: false);

    /// <summary>
    /// Whether it empties or fills anew, past every policy: <c>truncate</c> and <c>refresh materialized view</c>, in blocks
    /// and in texts that these execute, too.
    /// </summary>
    public static bool ActsPastPolicies(string sql) => ActsPastPolicies(sql, isBody: false);

    /// <summary>Each of the text; empty ones are among them.</summary>
    public static IEnumerable<List<SqlToken>> Statements(string sql) => Statements(Tokens(sql), isBody: false);

    private static bool ReadsBoundTenant(string sql, bool isBody) =>
        Statements(Tokens(sql), isBody)
            .Any(statement =>
                statement switch
                {
                    [{ Kind: SqlTokenKind.Word, Text: "do" }, ..] => statement.Exists(token =>
                        token.Kind == SqlTokenKind.String && ReadsBoundTenant(token.Text, isBody: true)
                    ),
                    [{ Kind: SqlTokenKind.Word, Text: "create" }, ..] => MakesTableOfRows(statement)
                        && CallsBoundTenant(statement),
                    _ => !IsOfNoRows(statement) && CallsBoundTenant(statement),
                }
            );

    private static bool ActsPastPolicies(string sql, bool isBody) =>
        Statements(Tokens(sql), isBody)
            .Any(statement =>
                statement is [{ Kind: SqlTokenKind.Word, Text: "truncate" or "refresh" }, _, ..]
                    ? IsOfNoRows(statement)
                    : TextsRunBy(statement, isBody).Any(text => ActsPastPolicies(text.Text, isBody: text.IsBody))
            );

    /// <summary>The bodies of a <c>do</c>, and what a body executes as it stands.</summary>
    private static IEnumerable<(string Text, bool IsBody)> TextsRunBy(List<SqlToken> statement, bool isBody)
    {
        var isDo = statement is [{ Kind: SqlTokenKind.Word, Text: "do" }, ..];
        return isDo || (isBody && statement.Exists(token => token.Is("execute")))
            ? statement.Where(token => token.Kind == SqlTokenKind.String).Select(token => (token.Text, isDo))
            : [];
    }

    private static bool CallsBoundTenant(List<SqlToken> tokens) =>
        Enumerable
            .Range(2, Math.Max(0, tokens.Count - 2))
            .Any(at =>
                tokens[at - 2] is { Kind: SqlTokenKind.Word or SqlTokenKind.Name, Text: "ringfence" }
                && tokens[at - 1].IsSign('.')
                && tokens[at] is { Kind: SqlTokenKind.Word or SqlTokenKind.Name, Text: "tenant" or "get_tenant" }
            );

    /// <summary>A variable of PL/pgSQL may have such a name: then it is given a value, or an element of it is.</summary>
    private static bool IsOfNoRows(List<SqlToken> statement) =>
        statement is [{ Kind: SqlTokenKind.Word, Text: var word }, ..]
        && NoRows.Contains(word)
        && statement is not [_, { Kind: SqlTokenKind.Sign, Text: ":" or "=" or "[" or "." }, ..];

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

    private static bool IsOpenBody(List<SqlToken> statement)
    {
        var atomic = statement is [var first, ..] && first.Is("create") ? statement.FindIndex(IsAtomic) : -1;
        return atomic > 0
            && statement[atomic - 1].Is("begin")
            && statement.Skip(atomic).Count(token => token.Is("end"))
                <= statement.Skip(atomic).Count(token => token.Is("case"));
    }

    private static bool IsAtomic(SqlToken token) => token.Is("atomic");

    private static TenantTable? FindIn(List<SqlToken> statement, IReadOnlyCollection<TenantTable> tables) =>
        statement switch
        {
            [] => null,
            [{ Kind: SqlTokenKind.Word, Text: "do" }, ..] => statement
                .Where(token => token.Kind == SqlTokenKind.String)
                .Select(token => FindInBody(token.Text, tables))
                .FirstOrDefault(Found),
            [{ Kind: SqlTokenKind.Word, Text: "create" }, ..] => MakesTableOfRows(statement)
                ? new TableReferences(WithoutMade(statement)).Find(tables)
                : null,
            _ when IsOfNoRows(statement) => null,
            _ => new TableReferences(statement).Find(tables),
        };

    /// <summary><c>create table … as select</c>, and materialized views, which are filled at once.</summary>
    private static bool MakesTableOfRows(List<SqlToken> statement) =>
        statement.Skip(1).SkipWhile(IsBeforeKind).FirstOrDefault() is { } kind
        && (kind.Is("table") || kind.Is("materialized"));

    private static bool IsBeforeKind(SqlToken token) =>
        token
            is {
                Kind: SqlTokenKind.Word,
                Text: "or" or "replace" or "global" or "local" or "temp" or "temporary" or "unlogged"
            };

    /// <summary>The table that is made has no rows yet: what follows its name is read.</summary>
    private static List<SqlToken> WithoutMade(List<SqlToken> statement)
    {
        var at = statement.FindIndex(token => token.Is("table") || token.Is("view")) + 1;
        at += at + 2 < statement.Count && statement[at].Is("if") && statement[at + 1].Is("not") ? 3 : 0;
        while (at + 1 < statement.Count && statement[at + 1].IsSign('.'))
        {
            at += 2;
        }

        return [.. statement.Skip(at + 1)];
    }

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

    /// <summary>Its first string begins no statement that only defines: what is put together of variables is in doubt.</summary>
    private static bool IsOfRows(List<SqlToken> statement) =>
        statement.SkipWhile(token => !token.Is("execute")).FirstOrDefault(token => token.Kind == SqlTokenKind.String)
            is not { } text
        || Tokens(text.Text) is not [{ Kind: SqlTokenKind.Word, Text: var word }, ..]
        || !(NoRows.Contains(word) || word == "create");
}
