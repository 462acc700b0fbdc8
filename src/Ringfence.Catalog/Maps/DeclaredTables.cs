using System.Collections.Immutable;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>What the manifest says of tables, held against the catalog.</summary>
internal sealed class DeclaredTables(
    CatalogGraph graph,
    Manifest manifest,
    IReadOnlyDictionary<uint, MappedTable> classified,
    TenantColumnFinder columns
)
{
    private readonly SharedEvidence _evidence = new(graph, classified, columns);

    /// <summary>What the manifest says of the table and cannot be.</summary>
    public static string? Fault(Table table, ManifestTable entry, CatalogGraph graph) =>
        entry.Column is { } column && table.FindColumn(column) is null
            ? $"the manifest's tenant column {column} is not there"
        : !entry.Path.IsEmpty && Path(table, entry, graph).IsEmpty
            ? "the manifest's path is not there, or a key of it is not enforced"
        : null;

    /// <summary>The path that the manifest names; none where a key of it is not there.</summary>
    public static ImmutableArray<KeyPath> Path(Table table, ManifestTable entry, CatalogGraph graph)
    {
        var steps = ImmutableArray.CreateBuilder<KeyStep>();
        var at = table;
        foreach (var name in entry.Path)
        {
            var key = at?.ForeignKeys.FirstOrDefault(one => one.Name == name);
            if (at is null || key is null || KeyPaths.Step(at, key, graph) is not { } step)
            {
                return [];
            }

            steps.Add(step);
            at = graph.FindTable(key.ReferencedTable!.Value);
        }

        return steps.Count == 0 ? [] : [new() { Steps = steps.ToImmutable() }];
    }

    /// <summary>What the catalog says against a table's entry; null where nothing, or the table has no entry.</summary>
    public string? Doubt(Table table)
    {
        if (!classified.TryGetValue(table.Oid, out var known) || !known.IsDeclared)
        {
            return null;
        }

        var isExplained = manifest.Tables.GetValueOrDefault(known.Name)?.Why is not null;
        return known switch
        {
            { Class: TableClass.Reached, Paths: [var path, ..] } when ClassOf(path.Target) != TableClass.Tenant =>
                $"the manifest's path ends at {path.Target}, which is no tenant table",
            { Class: TableClass.Reached, Paths: [{ MayBeNull: true }, ..] } when !isExplained =>
                "a key of the manifest's path may be null, and the manifest does not say why that is right",
            { Class: TableClass.Shared } when !isExplained && _evidence.Find(table) is { } found =>
                $"the manifest says that it is shared, and not why: {found}",
            _ => null,
        };
    }

    /// <summary>A part of a table that is not classified itself yet is what its parent is.</summary>
    private TableClass? ClassOf(TableName name)
    {
        var table = graph.FindTable(name.Schema, name.Name);
        while (table is not null && !classified.ContainsKey(table.Oid))
        {
            table = graph.ParentsOf(table).FirstOrDefault();
        }

        return table is null ? null : classified[table.Oid].Class;
    }
}
