using System.Collections.Immutable;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>A view or foreign table: it has no class of its own.</summary>
internal sealed record ApartRelation
{
    public required TableName Name { get; init; }
    public required TableKind Kind { get; init; }

    /// <summary>The tables that a view reads, also through other views.</summary>
    public required ImmutableArray<TableName> Over { get; init; }
}
