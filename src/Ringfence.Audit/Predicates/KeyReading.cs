namespace Ringfence.Audit.Predicates;

/// <summary>
/// Either the keys that an expression is made of (all of one value, tried in turn), or why it is none.
/// </summary>
internal sealed record KeyReading(IReadOnlyList<BoundKey> Keys, string? Doubt)
{
    /// <summary>An expression that has nothing to do with a session.</summary>
    public static readonly KeyReading None = new([], null);

    public bool IsKey => Keys.Count > 0 && Doubt is null;

    public static KeyReading Of(KeyKind kind, string name) => new([new(kind, name)], null);

    public static KeyReading Doubtful(string reason) => new([], reason);
}
