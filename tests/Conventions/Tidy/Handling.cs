using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions.Tidy;

/// <summary>How errors get lost: caught without a reason, or thrown where nobody awaits.</summary>
internal static class Handling
{
    public static IEnumerable<string> Violations(SourceFile file)
    {
        var caught = file.All<CatchClauseSyntax>()
            .Where(clause => clause.Declaration?.Type.ToString() is null or "Exception" or "System.Exception")
            .Where(clause => !IsRethrown(clause) && !NamesTypes(clause.Filter?.FilterExpression))
            .Where(clause => !file.HasReasonAt(SourceFile.LineOf(clause.CatchKeyword.GetLocation())))
            .Select(clause => file.At(clause, "catch (Exception) says why in a comment on its line or the one before"));
        var methods = file.All<MethodDeclarationSyntax>()
            .Where(method => IsAsyncVoid(method.Modifiers, method.ReturnType))
            .Select(method => file.At(method.Identifier, "async void: nobody can await it"));
        var locals = file.All<LocalFunctionStatementSyntax>()
            .Where(local => IsAsyncVoid(local.Modifiers, local.ReturnType))
            .Select(local => file.At(local.Identifier, "async void: nobody can await it"));

        return caught.Concat(methods).Concat(locals);
    }

    // Cleaning up and throwing on loses nothing.
    private static bool IsRethrown(CatchClauseSyntax clause) =>
        clause.Block.Statements.LastOrDefault() is ThrowStatementSyntax { Expression: null };

    // "when (error is IOException or TimeoutException)" is as narrow as two clauses.
    private static bool NamesTypes(ExpressionSyntax? filter) =>
        filter switch
        {
            IsPatternExpressionSyntax test => test.Pattern is not UnaryPatternSyntax,
            BinaryExpressionSyntax test when test.IsKind(SyntaxKind.IsExpression) => true,
            BinaryExpressionSyntax both when both.IsKind(SyntaxKind.LogicalAndExpression) => NamesTypes(both.Left),
            _ => false,
        };

    private static bool IsAsyncVoid(SyntaxTokenList modifiers, TypeSyntax returned) =>
        modifiers.Any(SyntaxKind.AsyncKeyword)
        && returned is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
}
