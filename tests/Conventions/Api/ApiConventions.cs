using Microsoft.CodeAnalysis;

namespace Conventions.Api;

/// <summary>What the house style asks of anything public.</summary>
internal static class ApiConventions
{
    /// <summary>Public classes that somebody derives from, by full name, with who and why.</summary>
    private static readonly Dictionary<string, string> Unsealed = new(StringComparer.Ordinal);

    public static IEnumerable<string> Violations(IAssemblySymbol assembly) =>
        VisibleApi
            .Types(assembly)
            .SelectMany(type => OfType(type).Concat(VisibleApi.Members(type).SelectMany(OfMember)));

    /// <summary>Entries of the table that no longer excuse anything.</summary>
    public static IEnumerable<string> Stale(IEnumerable<IAssemblySymbol> assemblies)
    {
        var open = assemblies.SelectMany(VisibleApi.Types).Where(IsOpen).Select(type => type.ToDisplayString());
        return Unsealed
            .Keys.Except(open, StringComparer.Ordinal)
            .Select(name => $"{name} need not be listed as unsealed");
    }

    private static IEnumerable<string> OfType(INamedTypeSymbol type)
    {
        if (IsOpen(type) && !Unsealed.ContainsKey(type.ToDisplayString()))
        {
            yield return $"{type} is not sealed; unsealing needs a caller and a line in the table";
        }

        if (type.DelegateInvokeMethod is { } invoke && !IsCancellationLast(invoke))
        {
            yield return $"{type}: the CancellationToken comes last and is called cancellationToken";
        }
    }

    private static IEnumerable<string> OfMember(ISymbol member) =>
        VisibleApi.IsImposed(member)
            ? []
            : member switch
            {
                IMethodSymbol method => OfMethod(method),
                IPropertySymbol property when IsSettable(property) =>
                [
                    $"{property} has a setter; only types ending in Options have setters",
                ],
                IFieldSymbol { IsConst: false, IsReadOnly: false } field => [$"{field} is a mutable field"],
                _ => [],
            };

    private static IEnumerable<string> OfMethod(IMethodSymbol method)
    {
        var isAsync = method.Name.EndsWith("Async", StringComparison.Ordinal);
        if (method.MethodKind == MethodKind.Ordinary && IsAwaitable(method.ReturnType) && !isAsync)
        {
            yield return $"{method} is awaitable and does not end in Async";
        }

        if (!IsCancellationLast(method))
        {
            yield return $"{method}: the CancellationToken comes last and is called cancellationToken";
        }
    }

    private static bool IsOpen(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsSealed: false, IsAbstract: false, IsStatic: false };

    private static bool IsAwaitable(ITypeSymbol type) =>
        type.GetMembers("GetAwaiter").Length > 0 || type.BaseType is { } parent && IsAwaitable(parent);

    private static bool IsSettable(IPropertySymbol property) =>
        property.SetMethod
            is {
                IsInitOnly: false,
                DeclaredAccessibility: Accessibility.Public
                    or Accessibility.Protected
                    or Accessibility.ProtectedOrInternal
            }
        && !property.ContainingType.Name.EndsWith("Options", StringComparison.Ordinal);

    private static bool IsCancellationLast(IMethodSymbol method) =>
        method.Parameters.All(parameter =>
            parameter.Type.Name != "CancellationToken"
            || (parameter.Ordinal == method.Parameters.Length - 1 && parameter.Name == "cancellationToken")
        );
}
