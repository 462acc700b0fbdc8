namespace Conventions.Projects;

public sealed class ProjectGraphTests
{
    private static readonly string[] AllPaths = [.. ProjectFile.OfRepository().Select(project => project.Path)];

    [Fact]
    public void Source_projects_refer_to_each_other_only_as_listed() =>
        Verdict.Clean(ProjectGraph.Edges([.. ProjectFile.OfRepository("src/")]));

    [Fact]
    public void Versions_are_central_and_the_core_knows_no_driver() =>
        Verdict.Clean(ProjectFile.OfRepository().SelectMany(ProjectGraph.Packages));

    [Fact]
    public void Every_project_is_in_the_solution() =>
        Verdict.Clean(ProjectGraph.Solution(Repository.Read("Ringfence.slnx"), AllPaths));

    [Theory]
    [InlineData("Ringfence.AspNetCore", "Ringfence,Ringfence.Npgsql", "Ringfence.AspNetCore → Ringfence.Npgsql")]
    [InlineData("Ringfence.AspNetCore", "", "Ringfence.AspNetCore → Ringfence is listed but not there")]
    [InlineData("Ringfence", "Postgres.Tests", "Ringfence → Postgres.Tests is not listed")]
    [InlineData("Ringfence.Unheard", "", "not in the table")]
    public void An_edge_that_is_not_in_the_table_is_a_violation(string name, string targets, string violation)
    {
        var references = targets.Split(',', StringSplitOptions.RemoveEmptyEntries);

        var found = ProjectGraph.Edges([Project(name, "ProjectReference", references)]);

        Assert.Contains(found, line => line.Contains(violation, StringComparison.Ordinal));
    }

    [Fact]
    public void A_listed_project_that_is_not_there_is_a_violation()
    {
        var all = ProjectFile.OfRepository("src/").ToList();

        var found = ProjectGraph.Edges([.. all.Where(project => project.Name != "Ringfence.Cli")]);

        Assert.Contains("Ringfence.Cli is listed but not there", found);
    }

    [Theory]
    [InlineData("PackageReference", "Npgsql")]
    [InlineData("PackageReference", "Microsoft.EntityFrameworkCore.Relational")]
    [InlineData("FrameworkReference", "Microsoft.AspNetCore.App")]
    public void A_driver_the_web_or_an_orm_in_the_core_is_a_violation(string item, string target)
    {
        var core = Project("Ringfence", item, target);

        var found = ProjectGraph.Packages(core);

        Assert.Contains(target, Assert.Single(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<PackageReference Include="Dapper" Version="2.0.0" />""")]
    [InlineData("""<PackageReference Include="Dapper" VersionOverride="2.0.0" />""")]
    [InlineData("""<PackageReference Include="Dapper"><Version>2.0.0</Version></PackageReference>""")]
    public void A_version_beside_its_package_is_a_violation(string item)
    {
        var project = new ProjectFile("tests/Some/Some.csproj", $"<Project><ItemGroup>{item}</ItemGroup></Project>");

        var found = ProjectGraph.Packages(project);

        Assert.Contains("Dapper carries a version", Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_outside_the_solution_and_a_ghost_inside_it_are_violations()
    {
        const string Solution = """<Solution><Project Path="src/Ghost/Ghost.csproj" /></Solution>""";

        var found = ProjectGraph.Solution(Solution, ["src/Real/Real.csproj"]);

        Assert.Equal(
            ["src/Real/Real.csproj is not in the solution", "src/Ghost/Ghost.csproj is in the solution only"],
            found
        );
    }

    private static ProjectFile Project(string name, string item, params string[] targets)
    {
        var items = targets.Select(target =>
            item == "ProjectReference"
                ? $"""<ProjectReference Include="../{target}/{target}.csproj" />"""
                : $"""<{item} Include="{target}" />"""
        );
        return new($"src/{name}/{name}.csproj", $"<Project><ItemGroup>{string.Concat(items)}</ItemGroup></Project>");
    }
}
