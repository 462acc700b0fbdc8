using System.Collections.Immutable;

namespace Ringfence.Audit.Predicates;

/// <summary>What counts as the bound tenant.</summary>
internal sealed record BoundTenant
{
    /// <summary>Whatever a session is bound by; the contract's getter is trusted.</summary>
    public static readonly BoundTenant Any = new();

    /// <summary>Functions, with their schema, that return the bound tenant whatever their body is.</summary>
    public ImmutableHashSet<string> Getters { get; init; } = ["ringfence.tenant"];

    /// <summary>The only keys that count, by <see cref="BoundKey.Name"/>; empty lets all of them count.</summary>
    public ImmutableHashSet<string> Keys { get; init; } = [];

    /// <summary>Whether settings count, which any SQL may write.</summary>
    public bool TakesSettings { get; init; } = true;

    public bool Accepts(BoundKey key) =>
        (TakesSettings || key.Kind != KeyKind.Setting) && (Keys.IsEmpty || Keys.Contains(key.Name));
}
