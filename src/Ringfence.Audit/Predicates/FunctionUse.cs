using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Predicates;

/// <summary>A function that a policy calls.</summary>
/// <param name="Name">With its schema; without one it is the server's own.</param>
/// <param name="Function">Null if the snapshot does not know it, or knows several of this name.</param>
/// <param name="IsHoisted">Whether it stands in an uncorrelated sub-select, which runs once a statement.</param>
/// <param name="ReadsSession">
/// Whether its body reads a setting, the role or a table; null if the body is not understood.
/// </param>
internal sealed record FunctionUse(string Name, Function? Function, bool IsHoisted, bool? ReadsSession)
{
    /// <summary>A prepared plan may keep its value from one tenant to the next.</summary>
    public bool IsImmutableGetter => Function?.Volatility == Volatility.Immutable && ReadsSession != false;

    public bool IsVolatile => Function?.Volatility == Volatility.Volatile;
}
