using Ringfence.Audit;

namespace UnitTests.Audit;

public sealed class ExitCodeTests
{
    private static readonly AuditResult Error = Results.Of(Results.Found());
    private static readonly AuditResult Warning = Results.Of(Results.Found(rule: RuleSet.Find("RF203")));
    private static readonly AuditResult Note = Results.Of(Results.Found(rule: RuleSet.Find("RF204")));

    [Fact]
    public void A_finding_fails_from_its_severity_on()
    {
        Assert.Equal([1, 1, 0], Codes(Error));
        Assert.Equal([0, 1, 0], Codes(Warning));
        Assert.Equal([0, 0, 0], Codes(Note));
        Assert.Equal([0, 0, 0], Codes(Results.Of()));
    }

    [Fact]
    public void What_is_known_or_suppressed_fails_nothing()
    {
        var result = Results.Of(
            Results.Found(state: FindingState.Known),
            Results.Found(state: FindingState.Suppressed)
        );

        Assert.Equal([0, 0, 0], Codes(result));
        Assert.True(result.IsClean);
    }

    [Fact]
    public void What_was_not_seen_is_never_clean()
    {
        var result = Results.Of() with { Unseen = ["roles"] };

        Assert.Equal([2, 2, 2], Codes(result));
        Assert.False(result.IsClean);
        Assert.Equal([1, 1, 2], Codes(Error with { Unseen = ["roles"] }));
    }

    [Fact]
    public void An_unclassified_table_is_never_clean()
    {
        var result = Results.Of() with { Unclassified = ["public.inbox"] };

        Assert.Equal([1, 1, 0], Codes(result));
        Assert.False(result.IsClean);
    }

    [Fact]
    public void What_was_not_decided_fails_as_the_finding_would()
    {
        var error = Doubt("RF411");
        var warning = Doubt("RF503");

        Assert.Equal([1, 1, 0], Codes(error));
        Assert.Equal([0, 1, 0], Codes(warning));
        Assert.False(error.IsClean);
        Assert.False(warning.IsClean);
    }

    private static AuditResult Doubt(string rule) =>
        Results.Of() with
        {
            Undecided = [new(RuleSet.Find(rule)!, new("table", "t"), "why")],
        };

    private static int[] Codes(AuditResult result) =>
        [result.ExitCode(FailOn.Error), result.ExitCode(FailOn.Warning), result.ExitCode(FailOn.None)];
}
