namespace Conventions.Tidy;

public sealed class TextSamplesTests
{
    // Spelled in two halves, since this file is read by the convention as well.
    private const string Slash = "/";

    [Theory]
    [InlineData("docs/page.md", "see\n" + Slash + "home/me/x", ":2: a path of somebody's machine")]
    [InlineData("src/A.cs", "var a = \"" + Slash + "root/x\";", "a path of somebody's machine")]
    [InlineData("docs/page.md", "C:" + @"\Users\me", "a path of somebody's machine")]
    [InlineData("docs/page.sql", "-- TO" + "DO later", ":1: work left for later")]
    [InlineData("src/A.cs", "class A { } // FIX" + "ME later", ":1: work left for later")]
    [InlineData("src/A.cs", "/// <summary>HA" + "CK</summary>\nclass A { }", "work left for later")]
    [InlineData("README.md", "\uFEFF# Title", "a byte order mark")]
    public void What_no_text_may_hold_is_a_violation(string path, string text, string violation)
    {
        var found = TextFiles.Violations(path, text);

        Assert.Contains(violation, Assert.Single(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docs/page.md", "https://example.org" + Slash + "home/index and ~" + Slash + "home/x and src/root/x")]
    [InlineData("src/A.cs", "class A { string _b = \"TO" + "DO\"; }")]
    [InlineData("image.png", "\0 " + Slash + "root/x")]
    public void What_only_looks_like_it_is_none(string path, string text)
    {
        var found = TextFiles.Violations(path, text);

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("SELECT 1;", "SELECT is not lower case")]
    [InlineData("select t.a\nFrom t;", ":2: From is not lower case")]
    [InlineData("do $$ BEGIN end $$;", "BEGIN is not lower case")]
    [InlineData("select * from t;", "select *")]
    [InlineData("select distinct t.* from t;", "select *")]
    public void Loud_or_greedy_sql_is_a_violation(string sql, string violation)
    {
        var found = SqlFiles.Violations("src/Table.sql", sql);

        Assert.Contains(violation, Assert.Single(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select count(*), 'SELECT *' as a, \"FROM\" from t; -- SELECT * FROM t")]
    [InlineData("/* SELECT */ select E'it\\'s FROM' as a, 2 * 3 as b, 'it''s SELECT' as c;")]
    [InlineData("select format('%I', t.a) as a from t where t.b = $1;")]
    public void Quiet_sql_is_none(string sql)
    {
        var found = SqlFiles.Violations("src/Table.sql", sql);

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("docs/a.md", "[b](b.md)\n[c](../c.md#part \"title\")", "docs/a.md:2: no such file: ../c.md")]
    [InlineData("docs/a.md", "![b](img/b.png)", "docs/a.md:1: no such file: img/b.png")]
    [InlineData("a.md", "[b]: gone.md", "a.md:1: no such file: gone.md")]
    public void A_link_that_leads_nowhere_is_a_violation(string path, string text, string violation)
    {
        var found = MarkdownLinks.Violations(path, text, target => target == "docs/b.md");

        Assert.Equal([violation], found);
    }

    [Theory]
    [InlineData("[a](https://example.org/a.md) [b](#part) [c](mailto:a@b.c) `[d](gone.md)`")]
    [InlineData("```\n[a](gone.md)\n```\n<!-- [b](gone.md) -->")]
    [InlineData("[a](docs/b.md) [b](./docs/b.md#part)")]
    public void A_link_out_into_the_page_or_in_code_is_none(string text)
    {
        var found = MarkdownLinks.Violations("README.md", text, target => target == "docs/b.md");

        Assert.Empty(found);
    }

    [Fact]
    public void A_code_without_a_page_and_a_page_without_a_code_are_violations()
    {
        var exception = new SourceFile(
            "src/A.cs",
            """class A() : RingfenceException("RF1001", "Message of RF9999");"""
        );
        var test = new SourceFile("tests/B.cs", """class B { string _code = "RF5555"; }""");

        var found = ErrorPages.Violations([exception, test], ["docs/errors/RF1002.md", "docs/errors/index.md"]);

        Assert.Equal(
            ["RF1001 has no page: write docs/errors/RF1001.md", "docs/errors/RF1002.md: nothing throws it"],
            found
        );
    }

    [Fact]
    public void A_code_with_its_page_is_none()
    {
        var exception = new SourceFile("src/A.cs", """class A() : RingfenceException("RF1001", "Message");""");

        var found = ErrorPages.Violations([exception], ["docs/errors/RF1001.md"]);

        Assert.Empty(found);
    }
}
