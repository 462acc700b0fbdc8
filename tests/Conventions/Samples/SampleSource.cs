using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions.Samples;

/// <summary>A sample made into something that compiles: a program, a file of types, or members of a class.</summary>
internal static class SampleSource
{
    public static bool IsProgram(MarkdownSample sample) =>
        Parse(sample).Members.Any(SyntaxKind.GlobalStatement) && !IsMembers(sample);

    /// <summary>The block's own file. Lines are mapped back to the page.</summary>
    public static string Body(MarkdownSample sample)
    {
        var line = $"#line {sample.Line} \"{sample.Page}\"\n";
        if (IsProgram(sample))
        {
            return sample.Prelude.Length == 0 ? line + sample.Code : $"using {sample.Namespace};\n{line}{sample.Code}";
        }

        return IsMembers(sample)
            ? $"namespace {sample.Namespace};\ninternal sealed partial class Sample\n{{\n{line}{sample.Code}\n}}"
            : $"namespace {sample.Namespace};\n{line}{sample.Code}";
    }

    public static string Prelude(MarkdownSample sample) => $"namespace {sample.Namespace};\n{sample.Prelude}";

    // Outside a class a method with an attribute or a modifier is parsed as a local function with a mistake in it.
    private static bool IsMembers(MarkdownSample sample) =>
        Parse(sample)
            .Members.Any(member =>
                member
                    is GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax { AttributeLists.Count: > 0 } }
                        or BaseFieldDeclarationSyntax
                        or BaseMethodDeclarationSyntax
                        or BasePropertyDeclarationSyntax
                || member is GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax local } && HasAccess(local)
            );

    private static bool HasAccess(LocalFunctionStatementSyntax function) =>
        function.Modifiers.Any(modifier => SyntaxFacts.IsAccessibilityModifier(modifier.Kind()));

    private static CompilationUnitSyntax Parse(MarkdownSample sample) =>
        CSharpSyntaxTree.ParseText(sample.Code).GetCompilationUnitRoot();
}
