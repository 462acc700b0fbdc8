namespace Ringfence.Audit.Predicates;

/// <summary>Where the bound tenant is kept.</summary>
internal enum KeyKind
{
    /// <summary>A setting, or a member of a JSON setting.</summary>
    Setting,

    /// <summary>A function that is known by name alone: the contract's getter.</summary>
    Getter,

    /// <summary>The name of the role.</summary>
    Role,

    /// <summary>A row of another table that a setting, the role or the backend's pid leads to.</summary>
    Lookup,
}
