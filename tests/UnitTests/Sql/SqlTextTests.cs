using FsCheck;
using FsCheck.Fluent;
using Ringfence.Sql;

namespace UnitTests.Sql;

public sealed class SqlTextTests
{
    [Theory]
    [InlineData("select 1", 1)]
    [InlineData("select 1;", 1)]
    [InlineData("select 1; select 2", 2)]
    [InlineData(" ;; -- nothing ; here\n ; /* nor ; here */ ;", 0)]
    [InlineData("", 0)]
    [InlineData("select ';'", 1)]
    [InlineData("select 'it''s; not'; select 2", 2)]
    [InlineData("select E'\\'; select'; select 2", 2)]
    [InlineData("select E'\\\\'; select 2", 2)]
    [InlineData("select e'a''; b\\''; select 2", 2)]
    [InlineData("select '\\'; select 2", 2)]
    [InlineData("select E'a'\n'\\'; b'; select 2", 2)]
    [InlineData("select E'a' -- b\n -- c\n '\\'; d'; select 2", 2)]
    [InlineData("select E'a'\n -- c\n '\\'; d'; select 2", 2)]
    [InlineData("select E'a' '\\'; select 2", 2)]
    [InlineData("select\u00a0E'\\'; select 2", 2)]
    [InlineData("select name'\\'; select 2", 2)]
    [InlineData("select \"a;\"\"b\"; select 2", 2)]
    [InlineData("select $$ a; b $$; select 2", 2)]
    [InlineData("select $tag$ a; $$ b; $other$ c; $tag$; select 2", 2)]
    [InlineData("select $1; select $2", 2)]
    [InlineData("select a$b$; select c$b$", 2)]
    [InlineData("select 1 /* a; /* b; */ c; */; select 2", 2)]
    [InlineData("select 1 -- a; b\r; select 2", 2)]
    [InlineData("select 1 - -2 / 3 * 4; select 2", 2)]
    [InlineData("select 'never closed; select 2", 1)]
    [InlineData("select $$ never closed; select 2", 1)]
    [InlineData("select 1 /* never closed; select 2", 1)]
    public void Statements_are_told_apart(string text, int expected)
    {
        var lexer = new SqlLexer(text);

        var statements = 0;
        while (lexer.NextStatement() is not null)
        {
            statements++;
        }

        Assert.Equal(expected, statements);
    }

    [Theory]
    [InlineData("select 1", StatementKind.Ordinary)]
    [InlineData("with x as (select 1) delete from t", StatementKind.Ordinary)]
    [InlineData("BEGIN", StatementKind.BeginsTransaction)]
    [InlineData("  /* c */ -- d\n Start Transaction read only", StatementKind.BeginsTransaction)]
    [InlineData("commit", StatementKind.EndsTransaction)]
    [InlineData("end work", StatementKind.EndsTransaction)]
    [InlineData("abort", StatementKind.EndsTransaction)]
    [InlineData("rollback and no chain", StatementKind.EndsTransaction)]
    [InlineData("prepare transaction 'x'", StatementKind.EndsTransaction)]
    [InlineData("prepare transaction as select 1", StatementKind.Ordinary)]
    [InlineData("commit and chain", StatementKind.ControlsTransaction)]
    [InlineData("rollback work and chain", StatementKind.ControlsTransaction)]
    [InlineData("rollback to s", StatementKind.ControlsTransaction)]
    [InlineData("rollback transaction to savepoint s", StatementKind.ControlsTransaction)]
    [InlineData("savepoint s", StatementKind.ControlsTransaction)]
    [InlineData("release s", StatementKind.ControlsTransaction)]
    [InlineData("set transaction isolation level serializable", StatementKind.ControlsTransaction)]
    [InlineData("set local transaction read only", StatementKind.ControlsTransaction)]
    [InlineData("set local work_mem = '1MB'", StatementKind.Ordinary)]
    [InlineData("commit prepared 'x'", StatementKind.OutsideTransaction)]
    [InlineData("vacuum (analyze) t", StatementKind.OutsideTransaction)]
    [InlineData("create unique index concurrently i on t (a)", StatementKind.OutsideTransaction)]
    [InlineData("drop index concurrently i", StatementKind.OutsideTransaction)]
    [InlineData("reindex (verbose) table concurrently t", StatementKind.OutsideTransaction)]
    [InlineData("reindex (verbose) schema s", StatementKind.OutsideTransaction)]
    [InlineData("reindex table t", StatementKind.OutsideTransaction)]
    [InlineData("cluster verbose", StatementKind.OutsideTransaction)]
    [InlineData("cluster t using i", StatementKind.OutsideTransaction)]
    [InlineData("alter database d set tablespace t", StatementKind.OutsideTransaction)]
    [InlineData("alter subscription s refresh publication", StatementKind.OutsideTransaction)]
    [InlineData("alter table a.b detach partition c concurrently", StatementKind.OutsideTransaction)]
    [InlineData("create table t as select concurrently from invoice", StatementKind.Ordinary)]
    [InlineData("create index i on t (a)", StatementKind.Ordinary)]
    [InlineData("\"commit\"", StatementKind.Ordinary)]
    [InlineData("'commit'", StatementKind.Ordinary)]
    [InlineData("(select 1)", StatementKind.Ordinary)]
    [InlineData("", StatementKind.Ordinary)]
    internal void The_kind_of_a_statement_is_told_by_its_words(string text, StatementKind expected) =>
        Assert.Equal(expected, SqlText.Read(text).First);

    [Theory]
    [InlineData("select 1", null)]
    [InlineData("select 1; ", null)]
    [InlineData("show a -- no; end", null)]
    [InlineData("select 1; -- over", "select 1")]
    [InlineData("select 1;;", "select 1")]
    [InlineData("; select 1", "select 1")]
    [InlineData("select 1; select 2;", null)]
    [InlineData("; /* nothing */ ;", null)]
    public void A_statement_among_semicolons_is_found(string text, string? expected) =>
        Assert.Equal(expected, SqlText.Read(text).Only is { } only ? text[only] : null);

    [Theory]
    [InlineData("create function f() returns int language sql begin atomic select 1; select 2; end", false)]
    [InlineData("create or replace procedure p() begin ATOMIC select 1; end; select 2", false)]
    [InlineData("create procedure p() begin atomic select 1; end; end", true)]
    [InlineData("create function f() returns int return 1; end", true)]
    [InlineData("select 1; end", true)]
    public void The_end_of_a_body_ends_no_transaction(string text, bool ends) =>
        Assert.Equal(ends, SqlText.Read(text).EndsTransaction);

    [Theory]
    [InlineData("select 1", false, false, false)]
    [InlineData("", false, false, false)]
    [InlineData("rollback", true, false, true)]
    [InlineData("rollback; savepoint s", true, false, true)]
    [InlineData("rollback; select 1", false, false, true)]
    [InlineData("savepoint s; insert into t values (1)", false, false, false)]
    [InlineData("begin", false, true, false)]
    [InlineData("rollback; begin", false, true, false)]
    [InlineData("begin; select 1; commit", false, true, true)]
    [InlineData("commit; begin; commit", false, true, true)]
    public void A_text_tells_whether_it_needs_a_tenant_and_how_it_leaves_the_transaction(
        string text,
        bool needsNoTenant,
        bool begins,
        bool ends
    )
    {
        var read = SqlText.Read(text);

        Assert.Equal((needsNoTenant, begins, ends), (read.NeedsNoTenant, read.BeginsTransaction, read.EndsTransaction));
    }

    [Fact]
    public void Whatever_the_text_reading_it_ends()
    {
        var fragments = new[]
        {
            "'",
            "\"",
            "\\",
            "$",
            "$$",
            "$a$",
            "/*",
            "*/",
            "--",
            "\n",
            ";",
            "e'",
            "E",
            "a",
            " ",
            "1",
            "commit",
            "é",
            "\0",
        };
        var texts = Gen.Elements(fragments).ListOf().Select(parts => string.Concat(parts)).ToArbitrary();

        Prop.ForAll(texts, text => Ends(text)).QuickCheckThrowOnFailure();
        Prop.ForAll<string>(text => text is null || Ends(text)).QuickCheckThrowOnFailure();
    }

    private static bool Ends(string text)
    {
        var lexer = new SqlLexer(text);
        var statements = 0;
        while (lexer.NextStatement() is not null)
        {
            statements++;
        }

        return statements <= text.Length && SqlText.Read(text).Several == (statements > 1);
    }
}
