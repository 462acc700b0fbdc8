using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Conventions.Tidy;

/// <summary>One word per idea: what is called a tenant is not called anything else, at least in our own code.</summary>
internal static partial class Words
{
    private static readonly HashSet<string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        "customer",
        "customers",
        "org",
        "orgs",
        "organisation",
        "organisations",
        "organization",
        "organizations",
    };

    public static IEnumerable<string> Violations(SourceFile file) =>
        !file.IsProduct
            ? []
            : file
                .Syntax.DescendantTokens()
                .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
                .Where(token => Split(token.Text).Any(Synonyms.Contains))
                .Select(token => file.At(token, $"{token.Text}: the word is tenant"));

    private static IEnumerable<string> Split(string identifier) =>
        Word.Matches(identifier).Select(match => match.Value);

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.None, 1000)]
    private static partial Regex Word { get; }
}
