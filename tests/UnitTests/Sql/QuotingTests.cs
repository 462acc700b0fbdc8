using FsCheck;
using FsCheck.Fluent;
using Ringfence;
using Ringfence.Sql;

namespace UnitTests.Sql;

public sealed class QuotingTests
{
    [Theory]
    [InlineData("invoice", "\"invoice\"")]
    [InlineData("Select", "\"Select\"")]
    [InlineData("a\"; drop table t; --", "\"a\"\"; drop table t; --\"")]
    [InlineData("\"", "\"\"\"\"")]
    [InlineData("a.b", "\"a.b\"")]
    [InlineData("naïve\n\\", "\"naïve\n\\\"")]
    public void A_name_is_always_quoted(string text, string quoted)
    {
        Assert.Equal(quoted, SqlName.Parse(text).Quoted);
        Assert.Equal(quoted, SqlName.Parse(text).ToString());
    }

    [Fact]
    public void A_name_that_the_server_would_cut_short_or_not_take_is_refused()
    {
        Assert.Equal(65, SqlName.Parse(new string('x', 63)).Quoted.Length);
        Assert.Throws<SqlNameInvalidException>(() => SqlName.Parse(new string('x', 64)));
        Assert.Throws<SqlNameInvalidException>(() => SqlName.Parse(new string('é', 32)));
        Assert.Throws<SqlNameInvalidException>(() => SqlName.Parse(""));
        Assert.Throws<SqlNameInvalidException>(() => SqlName.Parse("a\0b"));
    }

    [Theory]
    [InlineData("red", "'red'")]
    [InlineData("it's", "'it''s'")]
    [InlineData("'; drop table t; --", "'''; drop table t; --'")]
    [InlineData(@"a\", @" E'a\\'")]
    [InlineData(@"\'", @" E'\\'''")]
    public void A_literal_is_quoted_as_the_server_does(string text, string quoted) =>
        Assert.Equal(quoted, new SqlLiteral(text).Quoted);

    [Fact]
    public void DDL_quotes_what_stands_in_its_holes()
    {
        var table = new SqlTable(SqlName.Parse("my schema"), SqlName.Parse("a\"b"));

        var sql = Ddl.Text(
            $"alter table {table} add {SqlName.Parse("id")} {TenantIdType.BigInt} default {new SqlLiteral("it's")}, {7}, {new SqlQuoted("x")}"
        );

        Assert.Equal("alter table \"my schema\".\"a\"\"b\" add \"id\" bigint default 'it''s', 7, x", sql);
    }

    [Fact]
    public void Whatever_is_quoted_stays_one_token_of_one_statement() =>
        Prop.ForAll<string>(text =>
            {
                var sql = $"select {new SqlLiteral(text ?? "").Quoted}; select 2";
                var lexer = new SqlLexer(sql);
                return lexer.NextStatement() is ["SELECT"]
                    && lexer.NextStatement() is ["SELECT"]
                    && lexer.NextStatement() is null;
            })
            .QuickCheckThrowOnFailure();
}
