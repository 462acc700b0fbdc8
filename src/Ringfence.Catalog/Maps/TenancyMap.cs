using System.Collections.Immutable;
using Ringfence.Catalog.Manifests;

namespace Ringfence.Catalog.Maps;

/// <summary>How each table of a database reaches its tenant.</summary>
internal sealed record TenancyMap
{
    /// <summary>The table of the tenants; null where neither the manifest names it nor the catalog tells it surely.</summary>
    public required TableName? Root { get; init; }

    /// <summary>Somebody named it; it was not proposed.</summary>
    public required bool IsRootNamed { get; init; }

    /// <summary>The best first.</summary>
    public required ImmutableArray<RootCandidate> Candidates { get; init; }

    /// <summary>Null where it is not one that Ringfence knows.</summary>
    public required TenantIdType? TenantIdType { get; init; }

    /// <summary>By schema and name.</summary>
    public required ImmutableArray<MappedTable> Tables { get; init; }

    /// <summary>Views, materialized views and foreign tables.</summary>
    public required ImmutableArray<ApartRelation> Apart { get; init; }

    /// <summary>What the manifest says and the database does not have, as sentences without an end.</summary>
    public required ImmutableArray<string> Stale { get; init; }

    /// <summary>While there is one, no verb may call the database clean.</summary>
    public IEnumerable<MappedTable> Unclassified => Tables.Where(table => table.Class == TableClass.Unclassified);

    /// <summary>Every table is classified.</summary>
    public bool IsComplete => !Unclassified.Any();

    /// <summary>Draws it. What the manifest says wins over what the catalog suggests.</summary>
    /// <exception cref="TenantRootMissingException">The root that is named is not there, or cannot be one.</exception>
    public static TenancyMap Of(CatalogGraph graph, Manifest manifest) => new TenancyMapper(graph, manifest).Map();
}
