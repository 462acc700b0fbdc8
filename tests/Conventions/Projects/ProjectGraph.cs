using System.Collections.Immutable;
using System.Xml.Linq;

namespace Conventions.Projects;

/// <summary>Who may refer to whom under src/: a new arrow is a decision, so it is written here first.</summary>
internal static class ProjectGraph
{
    private static readonly string[] NotInCore = ["Npgsql", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore"];

    /// <summary>An edge must exist; one that ends in a question mark may.</summary>
    public static ImmutableSortedDictionary<string, string[]> Table { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["Ringfence"] = [],
            ["Ringfence.Npgsql"] = ["Ringfence"],
            ["Ringfence.AspNetCore"] = ["Ringfence"],
            // A context's connections are the data source's own: their sessions, tokens and limits are in one place.
            ["Ringfence.EntityFrameworkCore"] = ["Ringfence.Npgsql"],
            ["Ringfence.Catalog"] = ["Ringfence"],
            ["Ringfence.Audit"] = ["Ringfence.Catalog"],
            ["Ringfence.Testing"] = ["Ringfence.Npgsql", "Ringfence?"],
            ["Ringfence.Cli"] = ["Ringfence.Audit", "Ringfence.Catalog", "Ringfence.Npgsql"],
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Edges(IReadOnlyCollection<ProjectFile> projects)
    {
        var names = projects.Select(project => project.Name).ToHashSet(StringComparer.Ordinal);
        var missing = Table.Keys.Where(name => !names.Contains(name)).Select(name => $"{name} is listed but not there");

        return projects.SelectMany(EdgesOf).Concat(missing);
    }

    public static IEnumerable<string> Packages(ProjectFile project)
    {
        var versions = project.PackagesWithVersion.Select(package =>
            $"{project.Path}: {package} carries a version; versions live in Directory.Packages.props"
        );
        if (project.Name != "Ringfence")
        {
            return versions;
        }

        var foreign = project
            .Packages.Concat(project.Frameworks)
            .Where(name => NotInCore.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(name => $"{project.Path}: the core knows no driver, no web and no ORM, but refers to {name}");
        return versions.Concat(foreign);
    }

    public static IEnumerable<string> Solution(string slnx, IEnumerable<string> projectPaths)
    {
        var listed = XDocument
            .Parse(slnx)
            .Descendants("Project")
            .Select(project => ((string)project.Attribute("Path")!).Replace('\\', '/'))
            .ToHashSet(StringComparer.Ordinal);
        var existing = projectPaths.ToHashSet(StringComparer.Ordinal);

        return existing
            .Except(listed, StringComparer.Ordinal)
            .Select(path => $"{path} is not in the solution")
            .Concat(listed.Except(existing, StringComparer.Ordinal).Select(path => $"{path} is in the solution only"));
    }

    private static IEnumerable<string> EdgesOf(ProjectFile project)
    {
        if (!Table.TryGetValue(project.Name, out var edges))
        {
            return [$"{project.Path} is not in the table of the project graph"];
        }

        var allowed = edges.Select(edge => edge.TrimEnd('?')).ToArray();
        var required = edges.Where(edge => !edge.EndsWith('?'));
        return project
            .Projects.Except(allowed, StringComparer.Ordinal)
            .Select(target => $"{project.Name} → {target} is not listed")
            .Concat(
                required
                    .Except(project.Projects, StringComparer.Ordinal)
                    .Select(target => $"{project.Name} → {target} is listed but not there")
            );
    }
}
