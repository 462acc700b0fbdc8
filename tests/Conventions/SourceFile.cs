using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions;

/// <summary>A C# file and its syntax. Nothing is bound: a convention that needs types works on symbols instead.</summary>
internal sealed class SourceFile(string path, string text)
{
    public string Path => path;

    public string Text => text;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(path);

    public ImmutableArray<string> Folders { get; } = [.. path.Split('/')[..^1]];

    public ImmutableArray<string> Lines { get; } = [.. text.TrimEnd('\n').Split('\n')];

    public CompilationUnitSyntax Syntax { get; } =
        CSharpSyntaxTree.ParseText(text.TrimStart('\uFEFF')).GetCompilationUnitRoot();

    public bool IsProduct => path.StartsWith("src/", StringComparison.Ordinal);

    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Syntax.DescendantNodes(descendIntoTrivia: true).OfType<T>();

    public IEnumerable<SyntaxTrivia> Comments() =>
        Syntax
            .DescendantTrivia(descendIntoTrivia: true)
            .Where(trivia =>
                trivia.Kind()
                    is SyntaxKind.SingleLineCommentTrivia
                        or SyntaxKind.MultiLineCommentTrivia
                        or SyntaxKind.SingleLineDocumentationCommentTrivia
                        or SyntaxKind.MultiLineDocumentationCommentTrivia
            );

    /// <summary>Whether a comment stands on a line, counted from one, or alone on the line before it.</summary>
    public bool HasReasonAt(int line) =>
        Lines[line - 1].Contains("// ", StringComparison.Ordinal)
        || (line > 1 && Lines[line - 2].TrimStart().StartsWith("// ", StringComparison.Ordinal));

    public string At(SyntaxNode node, string message) => At(LineOf(node.GetLocation()), message);

    public string At(SyntaxToken token, string message) => At(LineOf(token.GetLocation()), message);

    public string At(SyntaxTrivia trivia, string message) => At(LineOf(trivia.GetLocation()), message);

    public string At(int line, string message) => $"{path}:{line}: {message}";

    public static int LineOf(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;
}
