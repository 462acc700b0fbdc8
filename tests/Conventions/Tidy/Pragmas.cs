using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions.Tidy;

/// <summary>A warning is silenced one at a time, with a reason, for as short as possible.</summary>
internal static class Pragmas
{
    private const int MostPerRule = 2;

    public static IEnumerable<string> Violations(SourceFile file) =>
        Disabled(file).SelectMany(pragma => Violations(file, pragma));

    /// <summary>Two exceptions are exceptions; a third says that the rule is wrong.</summary>
    public static IEnumerable<string> Repeated(IEnumerable<SourceFile> files) =>
        files
            .Where(file => file.IsProduct)
            .SelectMany(file => Disabled(file).SelectMany(Codes))
            .CountBy(code => code, StringComparer.Ordinal)
            .Where(rule => rule.Value > MostPerRule)
            .Select(rule => $"{rule.Key} is disabled {rule.Value} times: change the rule in .editorconfig or obey it");

    private static IEnumerable<string> Violations(SourceFile file, PragmaWarningDirectiveTriviaSyntax pragma)
    {
        var codes = Codes(pragma).ToList();
        if (codes.Count != 1)
        {
            yield return file.At(pragma, "#pragma warning disable names exactly one rule");
            yield break;
        }

        if (!file.HasReasonAt(SourceFile.LineOf(pragma.GetLocation())))
        {
            yield return file.At(pragma, $"{codes[0]} is disabled without a reason");
        }

        var isRestored = file.All<PragmaWarningDirectiveTriviaSyntax>()
            .Where(other => other.DisableOrRestoreKeyword.IsKind(SyntaxKind.RestoreKeyword))
            .Any(other =>
                other.SpanStart > pragma.SpanStart && Codes(other).Contains(codes[0], StringComparer.Ordinal)
            );
        if (!isRestored)
        {
            yield return file.At(pragma, $"{codes[0]} is disabled and never restored");
        }
    }

    private static IEnumerable<PragmaWarningDirectiveTriviaSyntax> Disabled(SourceFile file) =>
        file.All<PragmaWarningDirectiveTriviaSyntax>()
            .Where(pragma => pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword));

    private static IEnumerable<string> Codes(PragmaWarningDirectiveTriviaSyntax pragma) =>
        pragma.ErrorCodes.Select(code => code.ToString());
}
