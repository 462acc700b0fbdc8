using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Conventions.Api;

/// <summary>The visible API of a library as text: a block per type, sorted, so that a diff is a change of promise.</summary>
internal static partial class PublicApi
{
    private static readonly SymbolDisplayFormat TypeName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeVariance,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
    );

    private static readonly SymbolDisplayFormat Member = new(
        typeQualificationStyle: TypeName.TypeQualificationStyle,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeConstantValue
            | SymbolDisplayMemberOptions.IncludeExplicitInterface
            | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeType,
        parameterOptions: SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeExtensionThis
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeModifiers
            | SymbolDisplayParameterOptions.IncludeType,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: TypeName.MiscellaneousOptions
    );

    public static string Render(IAssemblySymbol assembly)
    {
        var types = VisibleApi
            .Types(assembly)
            .OrderBy(type => type.ToDisplayString(TypeName), StringComparer.Ordinal)
            .Select(type => $"{Head(type)}\n{string.Concat(Body(type))}");
        return string.Join('\n', types);
    }

    private static IEnumerable<string> Body(INamedTypeSymbol type) =>
        VisibleApi.Members(type).Select(Line).Order(StringComparer.Ordinal);

    private static string Line(ISymbol member) =>
        $"    {InvisibleAccessors.Replace(member.ToDisplayString(Member), "")}\n";

    private static string Head(INamedTypeSymbol type)
    {
        var accessibility = type.DeclaredAccessibility == Accessibility.Public ? "public" : "protected";
        if (type is { TypeKind: TypeKind.Delegate, DelegateInvokeMethod: { } invoke })
        {
            var parameters = invoke.Parameters.Select(parameter => parameter.ToDisplayString(Member));
            var returned = invoke.ReturnType.ToDisplayString(TypeName);
            return $"{accessibility} delegate {returned} {type.ToDisplayString(TypeName)}"
                + $"({string.Join(", ", parameters)})";
        }

        var parents = Parents(type).Select(parent => parent.ToDisplayString(TypeName));
        var inherits = parents.Any() ? $" : {string.Join(", ", parents)}" : "";
        var constraints = type.TypeParameters.Any() ? Constraints(type) : "";
        return $"{accessibility} {Modifiers(type)}{Kind(type)} {type.ToDisplayString(TypeName)}{inherits}{constraints}";
    }

    private static string Modifiers(INamedTypeSymbol type) =>
        type switch
        {
            { IsStatic: true } => "static ",
            { TypeKind: TypeKind.Class, IsAbstract: true } => "abstract ",
            { TypeKind: TypeKind.Class, IsSealed: true } => "sealed ",
            { TypeKind: TypeKind.Struct } => (type.IsReadOnly ? "readonly " : "") + (type.IsRefLikeType ? "ref " : ""),
            _ => "",
        };

    private static string Kind(INamedTypeSymbol type) =>
        type.IsRecord && type.TypeKind == TypeKind.Class ? "record" : type.TypeKind.ToString().ToLowerInvariant();

    private static IEnumerable<INamedTypeSymbol> Parents(INamedTypeSymbol type)
    {
        var basis = type.BaseType is { SpecialType: SpecialType.None } parent
            ? [parent]
            : Array.Empty<INamedTypeSymbol>();
        return basis.Concat(
            type.Interfaces.Where(contract => contract.DeclaredAccessibility == Accessibility.Public)
                .OrderBy(contract => contract.ToDisplayString(TypeName), StringComparer.Ordinal)
        );
    }

    private static string Constraints(INamedTypeSymbol type)
    {
        var text = type.ToDisplayString(Member);
        var where = text.IndexOf(" where ", StringComparison.Ordinal);
        return where < 0 ? "" : text[where..];
    }

    [GeneratedRegex(@" (private|internal|private protected) (get|set|init);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InvisibleAccessors { get; }
}
