using System.Collections.Immutable;
using Ringfence.Catalog.Maps;

namespace Ringfence.Catalog.Manifests;

/// <summary>What the manifest says of one table.</summary>
internal sealed record ManifestTable
{
    public required TableName Name { get; init; }
    public required TableClass Class { get; init; }

    /// <summary>The tenant column; only of a tenant table.</summary>
    public string? Column { get; init; }

    /// <summary>
    /// The names of the foreign keys that lead to a tenant table, the table's own first; only of a reached table, where it may
    /// be empty.
    /// </summary>
    public ImmutableArray<string> Path { get; init; } = [];

    /// <summary>Why it is so; for readers.</summary>
    public string? Why { get; init; }
}
