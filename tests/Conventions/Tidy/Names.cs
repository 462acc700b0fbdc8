using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions.Tidy;

/// <summary>Names that say nothing about what is inside.</summary>
internal static class Names
{
    private static readonly string[] Suffixes = ["Helper", "Helpers", "Util", "Utils", "Manager", "Common", "Base"];
    private static readonly string[] Drawers = ["Helpers", "Extensions", "Interfaces", "Models"];

    public static IEnumerable<string> Violations(SourceFile file)
    {
        var types = file.All<BaseTypeDeclarationSyntax>()
            .Where(type =>
                Array.Exists(Suffixes, suffix => type.Identifier.Text.EndsWith(suffix, StringComparison.Ordinal))
            )
            .Select(type => file.At(type.Identifier, $"{type.Identifier} has no name yet; find it"));
        var folders = file
            .Folders.Intersect(Drawers, StringComparer.Ordinal)
            .Select(folder => file.At(1, $"the folder {folder} is a drawer, not an idea"));

        return types.Concat(folders);
    }
}
