using System.Collections.Immutable;

namespace Ringfence.Catalog.Manifests;

/// <summary>Which roles are what.</summary>
internal sealed record ManifestRoles
{
    /// <summary>The logins that services use.</summary>
    public ImmutableArray<string> Application { get; init; } = [];

    /// <summary>Those that may cross tenants.</summary>
    public ImmutableArray<string> Admin { get; init; } = [];

    /// <summary>Those that own the tables.</summary>
    public ImmutableArray<string> Owner { get; init; } = [];

    /// <summary>Those that change the schema.</summary>
    public ImmutableArray<string> Migration { get; init; } = [];
}
