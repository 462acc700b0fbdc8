using FsCheck;
using FsCheck.Fluent;
using Ringfence.Catalog.Expressions;

namespace UnitTests.Expressions;

public sealed class PrintAndParseTests
{
    [Fact]
    public void Every_tree_reads_back_as_itself() =>
        Prop.ForAll(
                Trees.Arbitrary,
                static tree =>
                {
                    var printed = tree.ToString();
                    var parsed = SqlParser.Expression(printed);
                    return (parsed.Tree == tree).Label($"{printed} | {parsed.Unparsed} | {parsed.Tree}");
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("a or b and c", "a or (b and c)")]
    [InlineData("not a = b", "not (a = b)")]
    [InlineData("not a is null", "not (a is null)")]
    [InlineData("not a and b", "(not a) and b")]
    [InlineData("a = b is null", "(a = b) is null")]
    [InlineData("a < b + c * d ^ e", "a < (b + (c * (d ^ e)))")]
    [InlineData("- a ^ b", "(- a) ^ b")]
    [InlineData("- a::int", "- a::integer")]
    [InlineData("a || b = c || d", "(a || b) = (c || d)")]
    [InlineData("a - b - c", "(a - b) - c")]
    [InlineData("~ a + b", "~ (a + b)")]
    [InlineData("a ->> 'x' in ('y', 'z')", "(a ->> 'x') in ('y', 'z')")]
    [InlineData("a in (1) = b", "(a in (1)) = b")]
    [InlineData("a between 1 and 2 and b", "(a between 1 and 2) and b")]
    [InlineData("a like b || '%' or c", "(a like (b || '%')) or c")]
    [InlineData("a at time zone 'x' + b", "(a at time zone 'x') + b")]
    [InlineData("a collate \"C\" || b", "(a collate \"C\") || b")]
    [InlineData("a = any (b) and c", "(a = any (b)) and c")]
    [InlineData("a is not distinct from b + 1", "a is not distinct from (b + 1)")]
    [InlineData("a is distinct from b and c", "(a is distinct from b) and c")]
    [InlineData("a operator(s.+) b * c", "a operator(s.+) (b * c)")]
    [InlineData("a != -1", "a <> (- 1)")]
    [InlineData("a!=-1", "a !=- 1")]
    [InlineData("a=-1", "a = (- 1)")]
    [InlineData("A.\"B\".c", "a.\"B\".c")]
    [InlineData("date '2020-01-01'", "'2020-01-01'::date")]
    [InlineData("f(a, variadic b => c)", "f(a, variadic b => c)")]
    [InlineData("((select 1) union select 2)", "((select 1) union (select 2))")]
    [InlineData("((select 1) + 2)", "(select 1) + 2")]
    [InlineData("(((select 1)))", "(select 1)")]
    [InlineData("((select a).b)", "(select a).b")]
    [InlineData("a in ((select 1), 2)", "a in ((select 1), 2)")]
    [InlineData("E'a\\tb\\101\\u0041' /* /* c */ */ -- d", "'a\tbAA'")]
    [InlineData("'a'\n'b'", "'ab'")]
    [InlineData("$x$it's$x$", "'it''s'")]
    [InlineData("1..5", null)]
    [InlineData("a = b = c", null)]
    [InlineData("a.b.", null)]
    [InlineData("'open", null)]
    [InlineData("a b", null)]
    [InlineData("", null)]
    [InlineData("f(a", null)]
    [InlineData("select 1", null)]
    [InlineData("E'\\xe9'", null)]
    public void Operators_bind_as_PostgreSQL_has_them(string text, string? printed) =>
        Assert.Equal(printed, SqlParser.Expression(text).Tree?.ToString());

    [Fact]
    public void What_is_not_read_says_where_and_why()
    {
        var parsed = SqlParser.Expression("tenant_id = = 1");

        Assert.False(parsed.IsParsed);
        Assert.Equal(new Unparsed(14, "no operand begins here"), parsed.Unparsed with { Position = 14 });
        Assert.InRange(parsed.Unparsed.Position, 12, 15);
    }
}
