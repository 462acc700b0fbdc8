using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions.Tidy;

internal static class Ceilings
{
    private const int FileLines = 400;
    private const int MethodLines = 60;

    public static IEnumerable<string> Violations(SourceFile file)
    {
        var methods = file.All<SyntaxNode>()
            .Where(node => node is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax)
            .Select(node => (node, Lines: Height(node)))
            .Where(method => method.Lines > MethodLines)
            .Select(method => file.At(method.node, $"a method of {method.Lines} lines; the ceiling is {MethodLines}"));

        return file.Lines.Length <= FileLines
            ? methods
            : methods.Prepend(file.At(1, $"a file of {file.Lines.Length} lines; the ceiling is {FileLines}"));
    }

    /// <summary>Without its attributes: the samples of a theory are data.</summary>
    private static int Height(SyntaxNode node)
    {
        var attributes = ((MemberDeclarationSyntax)node).AttributeLists;
        var start = attributes.Count == 0 ? node.GetFirstToken() : attributes[^1].GetLastToken().GetNextToken();
        var first = start.GetLocation().GetLineSpan().StartLinePosition.Line;
        return node.GetLocation().GetLineSpan().EndLinePosition.Line - first + 1;
    }
}
