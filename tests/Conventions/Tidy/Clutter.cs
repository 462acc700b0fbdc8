using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions.Tidy;

/// <summary>What adds no meaning, and what was left for later.</summary>
internal static partial class Clutter
{
    public static IEnumerable<string> Violations(SourceFile file)
    {
        var regions = file.All<RegionDirectiveTriviaSyntax>().Select(node => file.At(node, "#region: split the file"));
        var qualifiers = file.All<MemberAccessExpressionSyntax>()
            .Where(access => access.Expression.IsKind(SyntaxKind.ThisExpression))
            .Select(access => file.At(access, "this. is never needed"));
        var banner = file.Comments()
            .Where(comment => comment.SpanStart < file.Syntax.GetFirstToken().SpanStart)
            .Where(comment => Licence.IsMatch(comment.ToString()))
            .Take(1)
            .Select(comment => file.At(comment, "a licence banner: LICENSE says it once"));
        var stubs = file.All<IdentifierNameSyntax>()
            .Where(name => name.Identifier.Text == "NotImplementedException")
            .Select(name => file.At(name, "NotImplementedException: implement it or leave it out"));

        return regions.Concat(qualifiers).Concat(banner).Concat(stubs);
    }

    [GeneratedRegex("copyright|licen[cs]ed?|spdx|all rights reserved", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Licence { get; }
}
