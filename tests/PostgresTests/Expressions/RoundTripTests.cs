using Npgsql;
using Ringfence.Catalog.Expressions;

namespace PostgresTests.Expressions;

/// <summary>
/// What the server prints is read and printed by us and given to the server again, as is the server's own text: what it
/// makes of the two is equal only if nothing was lost. (Its own first text may differ: it makes one «and» of several.)
/// </summary>
public sealed class RoundTripTests(PostgresFixture postgres)
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policies_come_back_as_they_were()
    {
        await using var connection = await OpenAsync();
        var expressions = Expressions(WrittenExpressions.Plain + "\n" + WrittenExpressions.Selecting);

        foreach (var expression in expressions)
        {
            await ComesBackAsync(
                connection,
                static sql => $"create policy p on t using ({sql})",
                "select pg_get_expr(p.polqual, p.polrelid) from pg_policy as p",
                "drop policy p on t",
                expression
            );
        }

        Assert.True(expressions.Count > 100);
    }

    [Fact]
    public async Task Checks_come_back_as_they_were()
    {
        await using var connection = await OpenAsync();

        foreach (var expression in Expressions(WrittenExpressions.Plain))
        {
            const string Definition =
                "select pg_get_constraintdef(c.oid) from pg_constraint as c where c.conname = 'k'";
            await ExecuteAsync(connection, $"alter table t add constraint k check ({expression}) not valid");
            var first = await ReadAsync(connection, Definition);
            var tree = SqlParser.Check(first);
            Assert.True(tree.IsParsed, $"{first}: {tree.Unparsed}");
            await ExecuteAsync(connection, $"alter table t drop constraint k; alter table t add constraint k {first}");
            var expected = await ReadAsync(connection, Definition);
            await ExecuteAsync(
                connection,
                $"alter table t drop constraint k; alter table t add constraint k check ({tree.Tree}) not valid"
            );
            Assert.Equal(expected, await ReadAsync(connection, Definition));
            await ExecuteAsync(connection, "alter table t drop constraint k");
        }
    }

    [Fact]
    public async Task Defaults_come_back_as_they_were()
    {
        await using var connection = await OpenAsync();
        string[] defaults =
        [
            "tenant()::text",
            "'it''s \\ a'::text || current_user",
            "-5",
            "(1 + 2)::text",
            "now()",
            "nullif(current_setting('app.tenant', true), '')",
            "array[1, 2]::text[]",
            "U&'\\0441'",
        ];

        foreach (var expression in defaults)
        {
            await ComesBackAsync(
                connection,
                static sql => $"alter table t alter s set default ({sql})::text",
                "select pg_get_expr(a.adbin, a.adrelid) from pg_attrdef as a",
                "alter table t alter s drop default",
                expression
            );
        }
    }

    [Fact]
    public async Task Views_come_back_as_they_were()
    {
        await using var connection = await OpenAsync();
        var newer = postgres.Server.Major >= 17 ? WrittenExpressions.NewerViews : "";

        foreach (var query in WrittenExpressions.Lines(WrittenExpressions.Views + "\n" + newer))
        {
            await ViewComesBackAsync(connection, query);
        }
    }

    [Fact]
    public async Task Every_view_of_the_system_comes_back_as_it_was()
    {
        await using var connection = await OpenAsync();
        var views = new List<(string Name, string Text)>();
        const string All =
            "select c.oid::regclass::text, pg_get_viewdef(c.oid) from pg_class as c where c.relkind = 'v'";
        await using (var command = new NpgsqlCommand(All, connection))
        await using (var reader = await command.ExecuteReaderAsync(Cancelled))
        {
            while (await reader.ReadAsync(Cancelled))
            {
                views.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        var unread = views.Where(static v => !SqlParser.Query(v.Text).IsParsed).Select(static v => v.Name).ToList();
        var compared = 0;
        foreach (var (_, text) in views)
        {
            try
            {
                await ExecuteAsync(connection, $"create view original as {text}; drop view original");
            }
            catch (PostgresException e) when (e.SqlState is "42P16" or "42846")
            {
                continue; // Columns of a pseudo-type are for initdb alone.
            }

            await ViewComesBackAsync(connection, text);
            compared++;
        }

        Assert.Empty(unread);
        TestContext.Current.SendDiagnosticMessage($"{views.Count} system views read, {compared} compared");
        Assert.True(views.Count > 130);
        Assert.True(compared > 120, $"only {compared} of {views.Count} system views were compared");
    }

    [Fact]
    public async Task Every_word_that_needs_quotes_gets_them()
    {
        await using var connection = await OpenAsync();
        const string Words = "select string_agg(k.word, ' ') from pg_get_keywords() as k where k.catcode <> 'U'";

        var words = (await ReadAsync(connection, Words)).Split(' ');

        Assert.True(words.Length > 140);
        Assert.All(words, static word => Assert.True(Keywords.MustBeQuoted(word), word));
    }

    private List<string> Expressions(string text) =>
        [
            .. WrittenExpressions.Lines(text),
            .. postgres.Server.Major >= 18 ? WrittenExpressions.Lines(WrittenExpressions.Newer) : [],
        ];

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var name = await postgres.Server.CreateDatabaseAsync(cancellationToken: Cancelled);
        var text = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = name,
            Pooling = false,
        };
        var connection = new NpgsqlConnection(text.ConnectionString);
        await connection.OpenAsync(Cancelled);
        await ExecuteAsync(connection, WrittenExpressions.Schema);
        return connection;
    }

    private static async Task ComesBackAsync(
        NpgsqlConnection connection,
        Func<string, string> create,
        string read,
        string drop,
        string expression
    )
    {
        await ExecuteAsync(connection, create(expression));
        var first = await ReadAsync(connection, read);
        var parsed = SqlParser.Expression(first);
        Assert.True(parsed.IsParsed, $"{first}: {parsed.Unparsed}");
        var printed = parsed.Tree.ToString();
        Assert.Equal(parsed.Tree, SqlParser.Expression(printed).Tree);
        Assert.True(SqlParser.Expression(expression).IsParsed, expression);

        await ExecuteAsync(connection, $"{drop}; {create(first)}");
        var expected = await ReadAsync(connection, read);
        await ExecuteAsync(connection, $"{drop}; {create(printed)}");
        var actual = await ReadAsync(connection, read);
        await ExecuteAsync(connection, drop);

        Assert.Equal(expected, actual);
    }

    private static async Task ViewComesBackAsync(NpgsqlConnection connection, string query)
    {
        const string Definition = "select pg_get_viewdef('probe'::regclass)";
        await ExecuteAsync(connection, $"create view probe as {query}");
        var first = await ReadAsync(connection, Definition);
        var parsed = SqlParser.Query(first);
        Assert.True(parsed.IsParsed, $"{first}: {parsed.Unparsed}");
        var printed = parsed.Tree.ToString();
        Assert.Equal(parsed.Tree, SqlParser.Query(printed).Tree);
        Assert.True(SqlParser.Query(query).IsParsed, query);

        await ExecuteAsync(connection, $"drop view probe; create view probe as {printed}");
        var second = await ReadAsync(connection, Definition);
        await ExecuteAsync(connection, "drop view probe");

        Assert.Equal(first, second);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        try
        {
            await command.ExecuteNonQueryAsync(Cancelled);
        }
        catch (PostgresException e) when (e.SqlState is "42601" or "42883" or "42703")
        {
            Assert.Fail($"{e.Message}: {sql}");
        }
    }

    private static async Task<string> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
