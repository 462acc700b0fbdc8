using System.Collections.Immutable;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>What in the catalog speaks against a table's rows being nobody's.</summary>
internal sealed class SharedEvidence(
    CatalogGraph graph,
    IReadOnlyDictionary<uint, MappedTable> classified,
    TenantColumnFinder columns
)
{
    private readonly Lazy<Dictionary<uint, string>> _tenantColumns = new(() =>
        classified
            .Values.Where(table => table is { Class: TableClass.Tenant, Column: not null })
            .ToDictionary(table => table.Oid, table => table.Column!)
    );

    private readonly Lazy<IReadOnlyDictionary<uint, ImmutableArray<KeyPath>>> _paths = new(() =>
        new KeyPaths(graph, classified).Find([
            .. classified
                .Values.Where(table => table.Class is TableClass.Reached or TableClass.Shared)
                .Select(table => graph.FindTable(table.Oid)!),
        ])
    );

    /// <summary>As a sentence without an end; null where nothing does.</summary>
    public string? Find(Table table)
    {
        var choice = columns.Find(table, _tenantColumns.Value, graph);
        return choice.Column is { } column ? $"its column {column} may be the tenant's ({choice.Reason})"
            : choice.IsInDoubt ? choice.Reason
            : _paths.Value.TryGetValue(table.Oid, out var paths) ? $"foreign keys lead to {paths[0].Target}"
            : null;
    }
}
