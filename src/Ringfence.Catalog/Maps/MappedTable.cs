using System.Collections.Immutable;

namespace Ringfence.Catalog.Maps;

/// <summary>A table, and whose rows it holds.</summary>
internal sealed record MappedTable
{
    public required uint Oid { get; init; }
    public required TableName Name { get; init; }
    public required TableClass Class { get; init; }

    /// <summary>The tenant column of a tenant table; the root's column of tenant ids.</summary>
    public string? Column { get; init; }

    /// <summary>Of a reached table, the best first: those without nulls, then the shortest.</summary>
    public ImmutableArray<KeyPath> Paths { get; init; } = [];

    /// <summary>The table that this is a partition of, or inherits from: it is what its parent is.</summary>
    public TableName? Parent { get; init; }

    /// <summary>Why it is what it is, as sentences without an end.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>The manifest says so.</summary>
    public bool IsDeclared { get; init; }
}
