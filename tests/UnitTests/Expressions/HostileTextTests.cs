using FsCheck;
using FsCheck.Fluent;
using Ringfence.Catalog.Expressions;

namespace UnitTests.Expressions;

/// <summary>Whatever a catalog holds, the parser answers: a tree, or where it gave up.</summary>
public sealed class HostileTextTests
{
    private const int Many = 100_000;

    private static readonly string[] Fragments =
    [
        "a",
        " ",
        "(",
        ")",
        "[",
        "]",
        "'",
        "\"",
        "$$",
        "$1",
        ".",
        ",",
        "::",
        ":",
        "=",
        "~",
        "-",
        "+",
        "not",
        " and ",
        " or ",
        " is ",
        "null",
        " in ",
        "any",
        "select ",
        "from ",
        "where ",
        "union ",
        "case ",
        "when ",
        "end",
        "E'",
        "U&'",
        "\\",
        "x'1'",
        "1",
        "1e",
        "0x",
        "/*",
        "*/",
        "--",
        "\n",
        "\0",
        "é",
        "\ud800",
        "operator(",
        "interval ",
        "extract(",
        "json_table(",
        "xmlelement(",
        "trim(",
        "over ",
        "with ",
        "as ",
        "values",
        "row",
        "array",
        "at time zone",
        "timestamp",
        "between",
        "like",
        "escape",
        "collate",
        "for",
        "window",
        "group by",
        "grouping sets",
        "*",
        ";",
    ];

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("not ", "a", "")]
    [InlineData("- ", "1", "")]
    [InlineData("f(", "1", ")")]
    [InlineData("case when ", "a", " then 1 end")]
    [InlineData("(select ", "1", ")")]
    [InlineData("((select 1) union ", "select 2", ")")]
    [InlineData("array[", "1", "]")]
    [InlineData("(select from ", "t", ") as a")]
    [InlineData("", "a", "::int")]
    [InlineData("", "a", "[1]")]
    [InlineData("", "1", " + 1")]
    [InlineData("(", "p", ").a")]
    [InlineData("xmlelement(name a, ", "1", ")")]
    [InlineData("row(", "1", ")")]
    public void Nesting_is_bounded(string before, string within, string behind)
    {
        var text = Repeated(before) + within + Repeated(behind);
        Parsed<Expression>? parsed = null;

        // A megabyte of stack is less than any thread has by default.
        var thread = new Thread(() => parsed = SqlParser.Expression(text), 1024 * 1024);
        thread.Start();
        thread.Join();

        Assert.NotNull(parsed);
        Assert.Contains("deep", parsed.Unparsed?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a = 1 and ", "b")]
    [InlineData("a = 1 or ", "b")]
    public void Long_is_not_deep(string repeated, string last)
    {
        var parsed = SqlParser.Expression(Repeated(repeated) + last);

        Assert.True(parsed.IsParsed, parsed.Unparsed?.ToString());
        Assert.Equal(Many + 1, parsed.Tree.Children.Count());
    }

    [Fact]
    public void The_deepest_tree_that_is_read_can_be_printed_compared_and_walked()
    {
        var text = string.Concat(Enumerable.Repeat("not ", Cursor.MaxHeight - 2)) + "a";
        var survived = false;

        var thread = new Thread(
            () =>
            {
                var parsed = SqlParser.Expression(text);
                survived =
                    parsed.Tree == SqlParser.Expression(text).Tree
                    && parsed.Tree!.GetHashCode() == SqlParser.Expression(text).Tree!.GetHashCode()
                    && parsed.Tree.ToString().Length > text.Length
                    && parsed.Tree.DescendantsAndSelf().Count() == Cursor.MaxHeight - 1;
            },
            1024 * 1024
        );
        thread.Start();
        thread.Join();

        Assert.True(survived);
    }

    [Fact]
    public void No_text_makes_the_parser_throw()
    {
        var texts = Gen.Elements(Fragments).ListOf().Select(static parts => string.Concat(parts)).ToArbitrary();

        Prop.ForAll(texts, static text => Answers(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
        Prop.ForAll<string>(static text => Answers(text ?? "")).QuickCheckThrowOnFailure();
    }

    private static bool Answers(string text) =>
        SqlParser.Expression(text) is { } e
        && e.IsParsed == e.Unparsed is null
        && SqlParser.Query(text) is { } q
        && q.IsParsed == q.Unparsed is null
        && SqlParser.Check(text) is not null;

    private static string Repeated(string text) => string.Concat(Enumerable.Repeat(text, Many));
}
