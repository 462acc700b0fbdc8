using Conventions.Projects;
using Microsoft.CodeAnalysis;

namespace Conventions.Api;

public sealed class PublicApiTests
{
    public static TheoryData<string> Libraries =>
        [.. ProjectFile.OfRepository("src/").Where(project => !project.IsExecutable).Select(project => project.Name)];

    private static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") == "true";

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_api_is_the_accepted_one(string library)
    {
        Assert.True(Symbols.Knows(library), $"{library} is not referenced: add it to Conventions.csproj.");
        var accept = Environment.GetEnvironmentVariable(ApiBaseline.AcceptVariable) == "1";
        var path = Repository.Absolute($"src/{library}/PublicApi.txt");

        var actual = PublicApi.Render(Symbols.Of(library));

        Verdict.Clean(new ApiBaseline(path, accept, IsContinuousIntegration).Violations(actual));
    }

    [Fact]
    public void The_text_tells_types_members_nulls_constants_and_defaults()
    {
        var assembly = Symbols.Compile(
            """
            namespace N;
            public sealed record Money : IDisposable
            {
                public const int Digits = 2;
                public required string Unit { get; init; }
                public string? Note { get; private set; }
                public void Dispose() { }
                public static Money? Find<T>(string? text = null, CancellationToken token = default) where T : notnull => null;
                private void Hidden() { }
                internal void Inside() { }
            }
            public enum Colour { Red, Blue = 7 }
            public delegate void Paint(Colour colour);
            internal sealed class Secret { public int Leak; }
            """
        );

        var text = PublicApi.Render(assembly);

        Assert.Equal(
            """
            public enum N.Colour
                Blue = 7
                Red = 0

            public sealed record N.Money : System.IDisposable, System.IEquatable<N.Money>
                public Money()
                public const int Digits = 2
                public required string Unit { get; init; }
                public static N.Money? Find<T>(string? text = null, System.Threading.CancellationToken token = default) where T : notnull
                public string? Note { get; }
                public void Dispose()

            public delegate void N.Paint(N.Colour colour)

            """,
            text
        );
    }

    [Fact]
    public void A_changed_api_is_a_violation_that_shows_the_change_and_how_to_accept_it()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("api").FullName, "PublicApi.txt");
        File.WriteAllText(path, "public class A\n    void Old()\n    void Same()\n");
        var baseline = new ApiBaseline(path, accept: false, continuousIntegration: true);

        var found = baseline.Violations(
            "public class A\n    void New()\n    void Same()\n\npublic enum B\n    C = 0\n"
        );

        Assert.EndsWith(
            """
             differs. To accept: RINGFENCE_ACCEPT_API=1 dotnet run --project tests/Conventions
              public class A
              - void Old()
              + void New()
              + public enum B
              + C = 0
            """,
            Assert.Single(found)
        );
    }

    [Fact]
    public void A_missing_baseline_is_a_violation()
    {
        var baseline = new ApiBaseline("nowhere/PublicApi.txt", accept: false, continuousIntegration: false);

        var found = baseline.Violations("");

        Assert.StartsWith("nowhere/PublicApi.txt is missing", Assert.Single(found));
    }

    [Fact]
    public void Accepting_writes_the_baseline_at_a_desk_and_is_refused_in_continuous_integration()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("api").FullName, "PublicApi.txt");

        var refused = new ApiBaseline(path, accept: true, continuousIntegration: true).Violations("text");
        var existedBefore = File.Exists(path);
        var accepted = new ApiBaseline(path, accept: true, continuousIntegration: false).Violations("text");

        Assert.Contains("refused in CI", Assert.Single(refused));
        Assert.False(existedBefore);
        Assert.Empty(accepted);
        Assert.Equal("text", File.ReadAllText(path));
    }
}
