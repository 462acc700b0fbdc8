namespace Conventions.Rules;

public sealed class RuleIndexTests
{
    private const string AcceptVariable = "RINGFENCE_ACCEPT_RULES";

    [Fact]
    public void The_index_of_rules_is_what_the_pages_make()
    {
        var pages = Repository
            .Files.Where(path => path.StartsWith(RuleIndex.Folder, StringComparison.Ordinal))
            .Where(path => path.EndsWith(".md", StringComparison.Ordinal))
            .Select(path => (path, Repository.Read(path)))
            .ToList();

        var index = RuleIndex.Render(pages);

        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(Repository.Absolute(RuleIndex.Path), index);
        }

        Assert.NotEmpty(pages);
        Assert.Equal(pages.Count, index.Split('\n').Count(line => line.StartsWith("| [RF", StringComparison.Ordinal)));
        Assert.Equal(Repository.Read(RuleIndex.Path), index);
    }

    [Fact]
    public void A_rule_stands_in_its_family_with_its_severity()
    {
        const string Page = "# RF501: a key\n\nSeverity: error.\n";

        var index = RuleIndex.Render([("src/Ringfence.Audit/Rules/Keys/Key.md", Page)]);

        Assert.Contains(
            "\n## Keys\n\n| rule | severity | finds |\n| --- | --- | --- |\n"
                + "| [RF501](../../src/Ringfence.Audit/Rules/Keys/Key.md) | error | a key |\n",
            index,
            StringComparison.Ordinal
        );
    }
}
