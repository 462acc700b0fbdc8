using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions.Tidy;

/// <summary>One top-level type a file, named after it, in the namespace that its folder says.</summary>
internal static class Layout
{
    private static readonly string[] ProjectFolders =
    [
        .. Repository
            .Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => path[..path.LastIndexOf('/')]),
    ];

    public static IEnumerable<string> Violations(SourceFile file)
    {
        var types = file.All<MemberDeclarationSyntax>().Where(IsTopLevelType).ToList();
        var names = types.Select(Name).Distinct(StringComparer.Ordinal).ToList();
        var isProgram = file.Syntax.Members.Any(SyntaxKind.GlobalStatement);

        // A single-file script has no project and keeps its few types to itself.
        return types.Count == 0 || ProjectOf(file) is not { } project
            ? []
            : Naming(file, types, names).Concat(isProgram ? [] : Namespaces(file, types[0], project));
    }

    private static IEnumerable<string> Naming(SourceFile file, List<MemberDeclarationSyntax> types, List<string> names)
    {
        if (names.Count > 1)
        {
            yield return file.At(types[1], $"{names.Count} top-level types: {string.Join(", ", names)}");
        }
        else if (names[0] != file.Name)
        {
            yield return file.At(types[0], $"{names[0]} belongs in {names[0]}.cs");
        }
    }

    private static IEnumerable<string> Namespaces(SourceFile file, SyntaxNode type, string project)
    {
        var below = string.Join('/', file.Folders)[project.Length..].Replace('/', '.');
        var expected = project[(project.LastIndexOf('/') + 1)..] + below;
        var actual = type.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>();
        if (actual is NamespaceDeclarationSyntax)
        {
            yield return file.At(actual, "the namespace is not file-scoped");
        }

        if (actual?.Name.ToString() != expected)
        {
            yield return file.At(type, $"the namespace is {actual?.Name}; its folder says {expected}");
        }
    }

    private static string? ProjectOf(SourceFile file) =>
        ProjectFolders
            .Where(folder => file.Path.StartsWith($"{folder}/", StringComparison.Ordinal))
            .MaxBy(folder => folder.Length);

    private static bool IsTopLevelType(MemberDeclarationSyntax member) =>
        member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        && member.Parent is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax
        && !member.Modifiers.Any(SyntaxKind.FileKeyword);

    private static string Name(MemberDeclarationSyntax type) =>
        type is BaseTypeDeclarationSyntax named
            ? named.Identifier.Text
            : ((DelegateDeclarationSyntax)type).Identifier.Text;
}
