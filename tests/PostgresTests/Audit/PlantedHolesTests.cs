using PostgresTests.Cli;
using Ringfence.Audit;

namespace PostgresTests.Audit;

/// <summary>The demo's databases are clean, and with a hole in one of them the audit says that hole and nothing else.</summary>
public sealed class PlantedHolesTests(DemoServer server) : IClassFixture<DemoServer>
{
    private const int FewestHoles = 40;

    public static TheoryData<string> Holes => [.. PlantedHole.Names];

    [Theory]
    [InlineData("catalogue", "Catalogue")]
    [InlineData("catalogue_ef", "CatalogueEf")]
    [InlineData("staff", "Staff")]
    public async Task A_database_of_the_demo_is_clean(string database, string sample)
    {
        var demo = await server.DatabaseAsync(database);

        var done = await CommandLine.RunAsync(
            "audit",
            "--connection",
            demo.SuperuserConnectionString,
            "--manifest",
            PlantedHole.ManifestOf(sample),
            // Whatever release of PostgreSQL the tests run on.
            "--skip",
            "RF901",
            "--skip",
            "RF902",
            "--skip",
            "RF903"
        );

        Assert.Contains("Clean: ", done.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
    }

    [Fact]
    public async Task Of_the_setting_binding_it_is_said_that_any_sql_may_change_the_tenant()
    {
        var demo = await server.DatabaseAsync("catalogue_setting");

        var done = await CommandLine.RunAsync(
            "audit",
            "--connection",
            demo.SuperuserConnectionString,
            "--manifest",
            PlantedHole.ManifestOf("Catalogue"),
            "--skip",
            "RF901",
            "--skip",
            "RF902",
            "--skip",
            "RF903"
        );

        Assert.Equal(1, done.ExitCode);
        Assert.Contains("RF701 setting ringfence.tenant", done.Output, StringComparison.Ordinal);
        Assert.Contains("Not clean: 1 warning.", done.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Holes))]
    public async Task A_planted_hole_is_all_that_is_found(string name)
    {
        var hole = PlantedHole.Read(name);

        var result = await server.AuditAsync(hole);

        var said = new ExamResult(result, []);
        Assert.Equal([hole.Expected], said.Found.Concat(said.Undecided));
        Assert.Equal(hole.Unclassified, result.Unclassified);
        Assert.Empty(result.Unseen);
        Assert.False(result.IsClean);
    }

    [Fact]
    public void The_holes_are_of_every_family_and_many_rules()
    {
        var rules = PlantedHole.Names.Select(name => PlantedHole.Read(name).Expected.Split(' ')[0]).ToHashSet();

        Assert.True(rules.Count >= FewestHoles, $"{rules.Count} rules");
        Assert.Empty(
            Enum.GetValues<RuleFamily>()
                .Where(family => family != RuleFamily.Versions)
                .Except(rules.Select(id => RuleSet.Find(id)!.Family))
        );
    }
}
