using Ringfence.Npgsql;

namespace UnitTests.Sql;

public sealed class BoundTextTests
{
    private const string Bind = "call ringfence.bind(@BIND);";

    [Theory]
    [InlineData("select 1; select 2", $"{Bind}select 1; select 2")]
    [InlineData("/* a */ select 1; select 2 -- b", $"/* a */ {Bind}select 1; select 2 -- b")]
    [InlineData("begin; select 1; select 2; commit", $"begin; {Bind}select 1; select 2; commit")]
    [InlineData("rollback to s; delete from t", $"rollback to s; {Bind}delete from t")]
    [InlineData("select 1; commit; select ';'", $"{Bind}select 1; commit; {Bind}select ';'")]
    [InlineData("commit; begin", "commit; begin")]
    public void A_bind_stands_before_the_first_ordinary_statement_and_after_transaction_control(
        string text,
        string bound
    ) => Assert.Equal(bound, BoundText.Of(text, "BIND", clean: null));

    [Theory]
    [InlineData("select 1; select 2", $"deallocate all;{Bind}select 1; select 2")]
    [InlineData("begin; select 1; commit; select 2", $"begin; deallocate all;{Bind}select 1; commit; {Bind}select 2")]
    public void What_was_prepared_before_is_taken_away_once(string text, string bound) =>
        Assert.Equal(bound, BoundText.Of(text, "BIND", BoundBatch.Clean));

    [Fact]
    public void The_bind_s_parameter_cannot_be_guessed_nor_learned()
    {
        Assert.Matches("^ringfence_bind_[0-9a-f]{32}$", BoundText.NewParameter());
        Assert.NotEqual(BoundText.NewParameter(), BoundText.NewParameter());
    }
}
