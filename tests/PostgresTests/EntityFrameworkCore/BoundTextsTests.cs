using Ringfence.EntityFrameworkCore.Binding;

namespace PostgresTests.EntityFrameworkCore;

/// <summary>What is kept of the texts of queries is theirs alone, and has a limit.</summary>
public sealed class BoundTextsTests
{
    [Fact]
    public void A_text_is_found_by_what_it_is_and_not_by_what_it_says()
    {
        var texts = new BoundTexts();
        var text = new string('x', 100);

        texts.Keep(text, "bound");

        Assert.Equal("bound", texts.Find(text));
        Assert.Null(texts.Find(new string('x', 100)));
    }

    [Fact]
    public void A_long_text_is_not_kept()
    {
        var texts = new BoundTexts();
        var text = new string('x', 10_000);

        texts.Keep(text, "bound");

        Assert.Null(texts.Find(text));
    }
}
