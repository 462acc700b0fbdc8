namespace Conventions.Tidy;

public sealed class TidyTests(ITestOutputHelper output)
{
    /// <summary>Raised as the code grows, so that a listing that finds nothing cannot pass.</summary>
    private const int FewestSources = 10;

    public static TheoryData<string> Names => [.. TidyConventions.All.Keys];

    [Fact]
    public void The_conventions_see_the_sources()
    {
        var sources = Repository.Sources;

        output.WriteLine($"{sources.Length} C# files");

        Assert.True(sources.Length > FewestSources, $"Only {sources.Length} C# files were seen.");
        Assert.Contains(sources, file => file.Name == nameof(TidyTests));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_source_file_keeps_the_convention(string name)
    {
        var convention = TidyConventions.All[name];

        var found = Repository.Sources.SelectMany(convention);

        Verdict.Clean(found);
    }

    [Fact]
    public void No_rule_is_disabled_a_third_time() => Verdict.Clean(Pragmas.Repeated(Repository.Sources));

    [Fact]
    public void No_text_file_holds_a_machine_path_a_leftover_or_a_byte_order_mark() =>
        Verdict.Clean(Repository.Files.SelectMany(path => TextFiles.Violations(path, Repository.Read(path))));

    [Fact]
    public void Sql_files_are_lower_case_and_name_their_columns() =>
        Verdict.Clean(Ending(".sql").SelectMany(path => SqlFiles.Violations(path, Repository.Read(path))));

    [Fact]
    public void Links_in_markdown_lead_somewhere() =>
        Verdict.Clean(
            Ending(".md").SelectMany(path => MarkdownLinks.Violations(path, Repository.Read(path), ExistsInRepository))
        );

    [Fact]
    public void Every_error_code_has_a_page_and_every_page_a_code() =>
        Verdict.Clean(ErrorPages.Violations(Repository.Sources, Repository.Files));

    private static IEnumerable<string> Ending(string extension) =>
        Repository.Files.Where(path => path.EndsWith(extension, StringComparison.Ordinal));

    private static bool ExistsInRepository(string path) => Path.Exists(Repository.Absolute(path));
}
