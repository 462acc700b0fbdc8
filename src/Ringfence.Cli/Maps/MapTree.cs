using System.Text;
using Ringfence.Catalog;
using Ringfence.Catalog.Maps;

namespace Ringfence.Cli.Maps;

/// <summary>A map as a tree: the root, its tenant tables, and below each what is reached through it.</summary>
internal static class MapTree
{
    public static string Write(TenancyMap map)
    {
        var text = new StringBuilder();
        var byName = map.Tables.ToDictionary(table => table.Name);
        var told = new HashSet<TableName>();
        var below = map
            .Tables.Where(table => table.Class is TableClass.Tenant or TableClass.Reached)
            .ToLookup(table => Above(table, byName, map));
        text.AppendLine(map.Root is null ? "(no tenant root)" : Printable.Of(map.Root.ToString()));
        var known = below[map.Root ?? Nowhere].Where(table => table.Name != map.Root).ToList();
        Branches(known, below, "", told, text);
        // Ways that the manifest declares may lead in a circle: each of them stands somewhere, though.
        while (below.SelectMany(group => group).FirstOrDefault(table => !told.Contains(table.Name)) is { } left)
        {
            Branches([left], below, "", told, text);
        }

        foreach (var value in (TableClass[])[TableClass.Shared, TableClass.Unclassified])
        {
            var tables = map.Tables.Where(table => table.Class == value).ToList();
            if (tables.Count > 0)
            {
                text.AppendLine(MapText.Class(value));
                Branches(tables, Enumerable.Empty<MappedTable>().ToLookup(table => table.Name), "", told, text);
            }
        }

        return text.ToString();
    }

    private static TableName Nowhere { get; } = new("", "");

    /// <summary>What is not in the tree holds nothing up: an extension's table, or one that is shared by now.</summary>
    private static TableName Above(MappedTable table, Dictionary<TableName, MappedTable> tables, TenancyMap map)
    {
        var above = table.Parent ?? (table.Paths is [var path, ..] ? path.Steps[0].Target : null);
        return
            above is not null
            && tables.TryGetValue(above, out var holder)
            && holder.Class is TableClass.Root or TableClass.Tenant or TableClass.Reached
            ? above
            : map.Root ?? Nowhere;
    }

    private static void Branches(
        List<MappedTable> tables,
        ILookup<TableName, MappedTable> below,
        string indent,
        HashSet<TableName> told,
        StringBuilder text
    )
    {
        for (var i = 0; i < tables.Count; i++)
        {
            var isLast = i == tables.Count - 1;
            var table = tables[i];
            var detail =
                table.Class == TableClass.Unclassified ? MapText.Reasons(table)
                : table.Parent is not null ? "a part of it"
                : table.Column is not null ? Printable.Of(table.Column)
                : string.Join(", ", table.Paths.Take(1).SelectMany(path => path.Steps[0].Columns).Select(Printable.Of));
            var line = $"{indent}{(isLast ? "└─ " : "├─ ")}{Printable.Of(table.Name.ToString())}";
            text.AppendLine(detail.Length > 0 ? $"{line}  ({detail})" : line);
            var children = told.Add(table.Name)
                ? below[table.Name].Where(one => !told.Contains(one.Name)).ToList()
                : [];
            Branches(children, below, indent + (isLast ? "   " : "│  "), told, text);
        }
    }
}
