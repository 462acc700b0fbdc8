using FsCheck;
using FsCheck.Fluent;
using Ringfence.Catalog;

namespace UnitTests.Catalog;

public sealed class TableNameTests
{
    [Theory]
    [InlineData("public.invoice", "public", "invoice")]
    [InlineData("public.OrderLine", "public", "OrderLine")]
    [InlineData("\"a.b\".\"c\"\"d\"", "a.b", "c\"d")]
    [InlineData("my schema.my table", "my schema", "my table")]
    public void A_name_is_schema_and_table(string text, string schema, string name)
    {
        Assert.True(TableName.TryParse(text, out var parsed));
        Assert.Equal(new TableName(schema, name), parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("invoice")]
    [InlineData("a.b.c")]
    [InlineData(".b")]
    [InlineData("a.")]
    [InlineData("\"a.b")]
    [InlineData("\"a\"b.c")]
    [InlineData("a.\"\"")]
    [InlineData("a.b\"c\"")]
    public void What_is_no_name_of_a_table_is_refused(string text) => Assert.False(TableName.TryParse(text, out _));

    [Fact]
    public void Whatever_a_name_is_it_is_read_as_it_was_written() =>
        Prop.ForAll(
                Arb.From(Name().Zip(Name())),
                pair =>
                {
                    var name = new TableName(pair.Item1, pair.Item2);
                    return TableName.TryParse(name.ToString(), out var parsed) && parsed == name;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Gen<string> Name() =>
        Gen.Elements("a", "B", ".", "\"", " ", "\n", "é", "🦊").NonEmptyListOf().Select(string.Concat);
}
