using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Conventions.Tidy;

/// <summary>Every error code that our code can throw has a page, and every page a code.</summary>
internal static partial class ErrorPages
{
    public const string Folder = "docs/errors/";

    public static IEnumerable<string> Violations(IEnumerable<SourceFile> files, IEnumerable<string> paths)
    {
        var codes = files.Where(file => file.IsProduct).SelectMany(Codes).ToHashSet(StringComparer.Ordinal);
        var pages = paths
            .Where(path => path.StartsWith(Folder, StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => Code.IsMatch(name))
            .ToHashSet(StringComparer.Ordinal);

        return codes
            .Except(pages, StringComparer.Ordinal)
            .Select(code => $"{code} has no page: write {Folder}{code}.md")
            .Concat(
                pages.Except(codes, StringComparer.Ordinal).Select(code => $"{Folder}{code}.md: nothing throws it")
            );
    }

    // Any literal that is nothing but a code counts, so that a constant between it and its exception hides nothing.
    private static IEnumerable<string> Codes(SourceFile file) =>
        file
            .Syntax.DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.StringLiteralToken))
            .Select(token => token.ValueText)
            .Where(text => Code.IsMatch(text));

    [GeneratedRegex("^RF[0-9]{4}$", RegexOptions.None, 1000)]
    private static partial Regex Code { get; }
}
