using Ringfence.Audit;
using Ringfence.Audit.Baselines;

namespace UnitTests.Audit;

public sealed class BaselineTests
{
    private static readonly JudgedFinding Old = Results.Found("public.old");
    private static readonly JudgedFinding Mended = Results.Found("public.mended");
    private static readonly JudgedFinding New = Results.Found("public.new");
    private static readonly JudgedFinding Elsewhere = Results.Found("public.elsewhere", rule: Results.Other);

    [Fact]
    public void It_comes_back_from_its_text_whatever_names_hold()
    {
        var baseline = Baseline.Of(Results.Of(Results.Found(), Old), null);

        var read = Baseline.Parse(baseline.Render(), "file");

        Assert.True(read.Has(Results.Found().Finding));
        Assert.True(read.Has(Old.Finding));
        Assert.False(read.Has(New.Finding));
        Assert.Equal(baseline.Render(), read.Render());
    }

    [Fact]
    public void It_forgets_what_is_mended_and_learns_nothing()
    {
        var shrunk = Baseline.Of(Results.Of(Old, Mended), null).Shrink(Results.Of(Old, New));

        Assert.True(shrunk.Has(Old.Finding));
        Assert.False(shrunk.Has(Mended.Finding));
        Assert.False(shrunk.Has(New.Finding));
    }

    [Fact]
    public void A_rule_that_did_not_run_mends_nothing()
    {
        var result = Results.Of(Old) with { Rules = [Results.Rule] };

        var shrunk = Baseline.Of(Results.Of(Old, Mended, Elsewhere), null).Shrink(result);

        Assert.True(shrunk.Has(Elsewhere.Finding));
        Assert.False(shrunk.Has(Mended.Finding));
    }

    [Fact]
    public void What_was_not_seen_or_not_decided_is_not_mended()
    {
        var baseline = Baseline.Of(Results.Of(Old, Mended), null);

        var unseen = baseline.Shrink(Results.Of() with { Unseen = ["roles"] });
        var undecided = baseline.Shrink(
            Results.Of() with
            {
                Undecided = [new(Results.Rule, new("table", "public.mended"), "why")],
            }
        );

        Assert.Equal((2, 1), (unseen.Count, undecided.Count));
    }

    [Fact]
    public void Told_to_it_takes_all_that_nobody_suppressed_and_keeps_what_did_not_run()
    {
        var before = Baseline.Of(Results.Of(Mended, Elsewhere), null);
        var suppressed = Results.Found("public.accepted", FindingState.Suppressed);
        var result = Results.Of(Old, New, suppressed) with { Rules = [Results.Rule] };

        var after = Baseline.Of(result, before);

        Assert.Equal(3, after.Count);
        Assert.True(after.Has(New.Finding) && after.Has(Elsewhere.Finding));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"findings":[]}""")]
    [InlineData("""{"version":1,"findings":[{"rule":"RF201"}]}""")]
    [InlineData("""{"version":1,"findings":[{"rule":1,"object":"a","part":""}]}""")]
    public void What_is_none_is_refused(string text)
    {
        var refused = Assert.Throws<BaselineInvalidException>(() => Baseline.Parse(text, "known.json"));

        Assert.Equal("RF8020", refused.Code);
        Assert.Contains("known.json", refused.Message, StringComparison.Ordinal);
    }
}
