using Ringfence.Audit;

namespace PostgresTests.Audit;

/// <summary>What the pages of the rules show is so.</summary>
public sealed class RulePageTests(AuditServer server)
{
    public static TheoryData<string> Ids => [.. RuleSet.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task What_fails_yields_what_its_comments_name_and_the_fix_mends_it(string id)
    {
        foreach (var block in RuleSet.Find(id)!.Page.Blocks("Fails"))
        {
            var exam = new Exam(block);
            Assert.Contains(
                exam.Expected.Concat(exam.Undecided),
                expected => expected.StartsWith(id, StringComparison.Ordinal)
            );

            var result = await server.TakeAsync(exam, fixes: true);

            Assert.Equal(exam.Expected, result.Found);
            Assert.Equal(exam.Undecided, result.Undecided);
            Assert.Equal(exam.Unclassified, result.Audit.Unclassified);
            Assert.Empty(result.Unmended);
            Assert.Empty(result.Audit.Unseen);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task What_passes_yields_nothing(string id)
    {
        foreach (var block in RuleSet.Find(id)!.Page.Blocks("Passes"))
        {
            var exam = new Exam(block);
            Assert.Empty(exam.Expected);

            var result = await server.TakeAsync(exam);

            Assert.Empty(result.Found);
            Assert.Empty(result.Undecided);
            Assert.Empty(result.Audit.Unclassified);
            Assert.Empty(result.Audit.Unseen);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_has_its_parts(string id)
    {
        var rule = RuleSet.Find(id)!;

        Assert.NotEmpty(rule.Page.Title);
        Assert.StartsWith($"# {id}: ", rule.Page.Text, StringComparison.Ordinal);
        Assert.Contains(
            $"\nSeverity: {rule.Severity.ToString().ToLowerInvariant()}.\n",
            rule.Page.Text,
            StringComparison.Ordinal
        );
        Assert.All(
            ["Why", "Fails", "Passes", "Fix", "References"],
            section => Assert.NotEmpty(rule.Page.Section(section))
        );
        Assert.NotEmpty(rule.Page.Blocks("Fails"));
        Assert.NotEmpty(rule.Page.Blocks("Passes"));
    }

    [Fact]
    public void No_two_rules_have_one_id_or_name()
    {
        Assert.Equal(RuleSet.All.Length, RuleSet.All.DistinctBy(rule => rule.Id).Count());
        Assert.Equal(RuleSet.All.Length, RuleSet.All.DistinctBy(rule => rule.Name).Count());
    }
}
