using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Conventions.Tidy;

/// <summary>Fields are <c>_camel</c>; constants, statics and public fields are <c>Pascal</c>.</summary>
internal static class FieldNames
{
    public static IEnumerable<string> Violations(SourceFile file)
    {
        var fields = file.All<BaseFieldDeclarationSyntax>()
            .SelectMany(field => field.Declaration.Variables.Select(name => (name, Pascal: IsPascal(field))));
        var constants = file.All<LocalDeclarationStatementSyntax>()
            .Where(local => local.IsConst)
            .SelectMany(local => local.Declaration.Variables.Select(name => (name, Pascal: true)));

        return fields
            .Concat(constants)
            .Where(field => !(field.Pascal ? Pascal(field.name) : Camel(field.name)))
            .Select(field => file.At(field.name, $"{field.name.Identifier} is not {Shape(field.Pascal)}"));
    }

    private static string Shape(bool pascal) => pascal ? "Pascal" : "_camel";

    // An event is a field to the parser, and named as a public member is.
    private static bool IsPascal(BaseFieldDeclarationSyntax field) =>
        field.Modifiers.Any(SyntaxKind.ConstKeyword)
        || field.Modifiers.Any(SyntaxKind.StaticKeyword)
        || field.Modifiers.Any(SyntaxKind.PublicKeyword)
        || field is EventFieldDeclarationSyntax;

    private static bool Pascal(VariableDeclaratorSyntax name) => char.IsAsciiLetterUpper(name.Identifier.Text[0]);

    private static bool Camel(VariableDeclaratorSyntax name) =>
        name.Identifier.Text is ['_', var first, ..] && char.IsAsciiLetterLower(first);
}
