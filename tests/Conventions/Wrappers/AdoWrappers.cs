using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Conventions.Wrappers;

/// <summary>
/// An ADO.NET wrapper that leaves one virtual member to its base class has a hole: the inherited <c>CommitAsync</c>
/// is synchronous, and an inherited <c>CreateBatch</c> would throw or, worse, hand out what is not bound.
/// </summary>
internal static class AdoWrappers
{
    private static readonly SymbolDisplayFormat Slot = SymbolDisplayFormat.CSharpShortErrorMessageFormat;

    /// <summary>Slots that no wrapper needs to override, with the reason.</summary>
    public static ImmutableDictionary<string, string> Noise { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Component.CanRaiseEvents.get"] = "asked by visual designers only",
            ["Component.GetService(Type)"] = "asked by visual designers only",
            ["Component.Site.get"] = "the place of a component in a visual designer",
            ["Component.Site.set"] = "the place of a component in a visual designer",
            ["DbConnection.OnStateChange(StateChangeEventArgs)"] = "raises the base's own event; ours is the driver's",
        }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>Slots that one wrapper leaves to its base on purpose: "Wrapper: Base.Member(…)" and the reason.</summary>
    public static ImmutableDictionary<string, string> Exceptions { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TenantDataSource: DbDataSource.OpenDbConnection()"] = "opens what CreateDbConnection makes",
            ["TenantDataSource: DbDataSource.OpenDbConnectionAsync(CancellationToken)"] = "likewise, by OpenAsync",
            ["TenantDataSource: DbDataSource.CreateDbCommand(string?)"] = "runs on what CreateDbConnection makes",
            ["TenantDataSource: DbDataSource.CreateDbBatch()"] = "likewise",
            ["NpgsqlConnection: DbConnection.StateChange.add"] = "the wrapper raises the base's event for the driver's",
            ["NpgsqlConnection: DbConnection.StateChange.remove"] = "likewise",
        }.ToImmutableDictionary(StringComparer.Ordinal);

    public static IEnumerable<INamedTypeSymbol> Find(IAssemblySymbol assembly) =>
        Types(assembly.GlobalNamespace)
            .Where(type => !type.IsAbstract && type.TypeKind == TypeKind.Class && Foreign(type).Any(IsAdo));

    /// <summary>"Wrapper: Base.Member(…)" for every overridable slot that nothing in the wrapper's assembly overrides.</summary>
    public static IEnumerable<string> NotOverridden(INamedTypeSymbol wrapper) =>
        OpenSlots(wrapper).Where(slot => !Noise.ContainsKey(slot)).Select(slot => $"{wrapper.Name}: {slot}");

    public static IEnumerable<string> OpenSlots(INamedTypeSymbol wrapper)
    {
        var own = Chain(wrapper)
            .TakeWhile(type => IsSameAssembly(type, wrapper))
            .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())
            .Where(method => method.IsOverride)
            .Select(Origin)
            .ToHashSet<IMethodSymbol>(SymbolEqualityComparer.Default);

        return Overridable(wrapper).Where(slot => !own.Contains(slot)).Select(slot => slot.ToDisplayString(Slot));
    }

    private static IEnumerable<IMethodSymbol> Overridable(INamedTypeSymbol wrapper)
    {
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        foreach (var method in Foreign(wrapper).SelectMany(type => type.GetMembers().OfType<IMethodSymbol>()))
        {
            // The most derived declaration comes first and decides: what it seals is closed.
            var isSlot = method.IsVirtual || method.IsAbstract || method.IsOverride;
            if (isSlot && seen.Add(Origin(method)) && !method.IsSealed && IsVisible(method) && !IsRoot(Origin(method)))
            {
                yield return Origin(method);
            }
        }
    }

    private static IEnumerable<INamedTypeSymbol> Foreign(INamedTypeSymbol wrapper) =>
        Chain(wrapper).SkipWhile(type => IsSameAssembly(type, wrapper));

    private static IEnumerable<INamedTypeSymbol> Chain(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    private static IMethodSymbol Origin(IMethodSymbol method)
    {
        var origin = method.OriginalDefinition;
        while (origin.OverriddenMethod is { } overridden)
        {
            origin = overridden.OriginalDefinition;
        }

        return origin;
    }

    // What object and MarshalByRefObject declare has nothing to do with a database.
    private static bool IsRoot(IMethodSymbol origin) =>
        origin.ContainingType.SpecialType == SpecialType.System_Object
        || origin.ContainingType.Name == nameof(MarshalByRefObject);

    private static bool IsAdo(INamedTypeSymbol type) =>
        type.ContainingNamespace.ToDisplayString() == "System.Data.Common";

    private static bool IsSameAssembly(INamedTypeSymbol type, INamedTypeSymbol other) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, other.ContainingAssembly);

    private static bool IsVisible(IMethodSymbol method) =>
        method.DeclaredAccessibility
            is Accessibility.Public
                or Accessibility.Protected
                or Accessibility.ProtectedOrInternal;

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container
            .GetMembers()
            .OfType<INamespaceOrTypeSymbol>()
            .SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));
}
