namespace Conventions.Samples;

public sealed class SamplesTests(ITestOutputHelper output)
{
    /// <summary>Raised with every block that is written, so that an extraction that loses blocks cannot pass.</summary>
    private const int KnownBlocks = 34;

    public static TheoryData<string> Pages =>
        [
            .. Repository
                .Files.Where(path => path == "README.md" || path.StartsWith("docs/", StringComparison.Ordinal))
                .Where(path => path.EndsWith(".md", StringComparison.Ordinal)),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_sample_on_the_page_compiles(string page)
    {
        var samples = MarkdownSample.On(page, Repository.Read(page));

        output.WriteLine($"{page}: {samples.Count} blocks");

        Verdict.Clean(samples.SelectMany(SampleCompiler.Errors));
    }

    [Fact]
    public void No_block_is_lost()
    {
        var pages = Pages.Select(page => page.Data).Select(page => MarkdownSample.On(page, Repository.Read(page)));

        var count = pages.Sum(samples => samples.Count);

        output.WriteLine($"{count} blocks");
        Assert.True(count >= KnownBlocks, $"Only {count} blocks were seen.");
    }

    [Theory]
    [InlineData("public sealed class A { int _a = Missing; }", "docs/page.md:4: CS0103: ")]
    [InlineData("var a = 1;\nreturn b;", "docs/page.md:5: CS0103: ")]
    [InlineData("[Fact]\npublic void A() => B();", "docs/page.md:5: CS0103: ")]
    [InlineData("public sealed class A { }}", "docs/page.md:4: CS1022: ")]
    [InlineData(
        "static partial class L { [LoggerMessage] static partial void A(string a); }",
        "docs/page.md:4: SYSLIB"
    )]
    public void A_sample_that_does_not_compile_is_reported_by_its_page_and_line(string code, string violation)
    {
        var sample = Assert.Single(MarkdownSample.On("docs/page.md", $"# Page\n\n```csharp\n{code}\n```\n"));

        var found = SampleCompiler.Errors(sample);

        Assert.Contains(found, line => line.StartsWith(violation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("var app = WebApplication.Create();\napp.MapGet(\"/\", () => 1);\nawait app.RunAsync();\nrecord A;")]
    [InlineData("[Fact]\npublic async Task A() => await Task.CompletedTask;\n\nprivate int B => 1;")]
    [InlineData(
        "using System.Text.RegularExpressions;\n\npartial class A { [GeneratedRegex(\"a\")] private partial Regex B(); }"
    )]
    [InlineData(
        "using System.Text.Json.Serialization;\n[JsonSerializable(typeof(int))]\npartial class A : JsonSerializerContext;"
    )]
    [InlineData("public sealed record TenantId(string Value);\npublic sealed class NpgsqlConnection;")]
    public void A_program_types_and_members_compile(string code)
    {
        var sample = Assert.Single(MarkdownSample.On("docs/page.md", $"```csharp\n{code}\n```\n"));

        var found = SampleCompiler.Errors(sample);

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("Hidden.Use();", 0)]
    [InlineData("[Fact]\npublic void A() => Hidden.Use();", 0)]
    [InlineData("[Fact]\npublic void A() => Beside();", 0)]
    [InlineData("sealed class A { void B() => Hidden.Use(); }", 0)]
    [InlineData("Hidden.Unknown();", 1)]
    public void A_prelude_serves_the_block_below_it(string code, int errors)
    {
        const string Prelude = """
            <!-- sample-prelude
            static class Hidden { public static void Use() { } }
            partial class Sample { void Beside() { } }
            -->
            """;
        var sample = Assert.Single(MarkdownSample.On("docs/page.md", $"{Prelude}\nText.\n```csharp\n{code}\n```\n"));

        var found = SampleCompiler.Errors(sample);

        Assert.Equal(errors, found.Count());
    }

    [Fact]
    public void Only_blocks_of_csharp_are_samples_and_a_prelude_serves_one()
    {
        const string Page = """
            <!-- sample-prelude class A; -->
            ```sql
            select 1;
            ```
            ```csharp
            class B;
            ```
            1. In a list:
               ```cs
               class C;
               ```
            """;

        var samples = MarkdownSample.On("page.md", Page);

        Assert.Equal(["class B;", "class C;"], samples.Select(sample => sample.Code.Trim()));
        Assert.Equal([true, false], samples.Select(sample => sample.Prelude.Length > 0));
    }
}
