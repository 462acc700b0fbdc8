using Microsoft.CodeAnalysis;

namespace Conventions.Api;

/// <summary>What another assembly can call or override: the promise that a version makes.</summary>
internal static class VisibleApi
{
    public static IEnumerable<INamedTypeSymbol> Types(IAssemblySymbol assembly) => Types(assembly.GlobalNamespace);

    /// <summary>Members that somebody wrote, without accessors and what the compiler adds to a record.</summary>
    public static IEnumerable<ISymbol> Members(INamedTypeSymbol type) =>
        type.GetMembers()
            .Where(IsVisible)
            .Where(member => member is not INamedTypeSymbol && !IsGenerated(member) && !IsPlumbing(type, member));

    /// <summary>Whether somebody else's base class or interface has chosen this member's shape.</summary>
    public static bool IsImposed(ISymbol member) =>
        member.IsOverride
        || member.ContainingType.AllInterfaces.Any(contract =>
            !SymbolEqualityComparer.Default.Equals(contract.ContainingAssembly, member.ContainingAssembly)
            && contract
                .GetMembers()
                .Any(slot =>
                    SymbolEqualityComparer.Default.Equals(
                        member.ContainingType.FindImplementationForInterfaceMember(slot),
                        member
                    )
                )
        );

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container
            .GetMembers()
            .OfType<INamespaceOrTypeSymbol>()
            .Where(member => member is INamespaceSymbol || IsVisible(member))
            .SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility
            is Accessibility.Public
                or Accessibility.Protected
                or Accessibility.ProtectedOrInternal;

    private static bool IsGenerated(ISymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "CompilerGeneratedAttribute");

    private static bool IsPlumbing(INamedTypeSymbol type, ISymbol member) =>
        member switch
        {
            IMethodSymbol { AssociatedSymbol: not null } => true,
            IMethodSymbol { MethodKind: MethodKind.Destructor } => true,
            IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.IsEmpty: true } => type.IsValueType,
            IMethodSymbol => type.TypeKind == TypeKind.Delegate,
            IFieldSymbol { Name: "value__" } => true,
            _ => false,
        };
}
