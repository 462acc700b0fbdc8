using System.Collections.Immutable;
using System.Xml.Linq;

namespace Conventions.Projects;

/// <summary>What a project file says of itself, without MSBuild: ours are short and have no conditions.</summary>
internal sealed class ProjectFile(string path, string xml)
{
    private readonly XElement _root = XDocument.Parse(xml.TrimStart('\uFEFF')).Root!;

    public string Path => path;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(path);

    public bool IsExecutable => _root.Descendants("OutputType").Any(type => type.Value == "Exe");

    public ImmutableArray<string> Projects =>
        [.. Included("ProjectReference").Select(target => System.IO.Path.GetFileNameWithoutExtension(target))];

    public ImmutableArray<string> Packages => [.. Included("PackageReference")];

    public ImmutableArray<string> Frameworks => [.. Included("FrameworkReference")];

    public ImmutableArray<string> PackagesWithVersion =>
        [.. _root.Descendants("PackageReference").Where(HasVersion).Select(Target)];

    public static IEnumerable<ProjectFile> OfRepository(string under = "") =>
        Repository
            .Files.Where(path => path.StartsWith(under, StringComparison.Ordinal))
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => new ProjectFile(path, Repository.Read(path)));

    private static string Target(XElement item) => ((string?)item.Attribute("Include") ?? "").Replace('\\', '/');

    private static bool HasVersion(XElement package) =>
        package
            .Attributes()
            .Select(attribute => attribute.Name)
            .Concat(package.Elements().Select(element => element.Name))
            .Any(name => name.LocalName is "Version" or "VersionOverride");

    private IEnumerable<string> Included(string item) => _root.Descendants(item).Select(Target);
}
