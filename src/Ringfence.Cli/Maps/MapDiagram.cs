using System.Globalization;
using System.Text;
using Ringfence.Catalog.Maps;

namespace Ringfence.Cli.Maps;

/// <summary>
/// A map as a diagram's source. Nodes are numbered, and a name is only ever a label: it cannot become a part of the diagram.
/// </summary>
internal static class MapDiagram
{
    public static string Mermaid(TenancyMap map)
    {
        var text = new StringBuilder("flowchart RL\n");
        foreach (var (id, table) in Nodes(map))
        {
            var label = MermaidText(table.Name.ToString());
            text.Append(CultureInfo.InvariantCulture, $"  {id}[\"{label}\"]:::{MapText.Class(table.Class)}\n");
        }

        foreach (var (from, to, label, isSure) in Edges(map))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {from} {(isSure ? "--" : "-.")} \"{MermaidText(label)}\" ");
            text.Append(CultureInfo.InvariantCulture, $"{(isSure ? "-->" : ".->")} {to}\n");
        }

        text.Append("  classDef root fill:#1f6feb,color:#fff\n  classDef tenant fill:#ddf4ff,color:#000\n");
        text.Append("  classDef reached fill:#fff8c5,color:#000\n  classDef shared fill:#eaeef2,color:#000\n");
        return text.Append("  classDef unclassified fill:#ffebe9,color:#000,stroke:#cf222e\n").ToString();
    }

    public static string Dot(TenancyMap map)
    {
        var text = new StringBuilder("digraph tenancy {\n  rankdir=RL;\n  node [shape=box, style=filled];\n");
        foreach (var (id, table) in Nodes(map))
        {
            var label = DotText(table.Name.ToString());
            text.Append(CultureInfo.InvariantCulture, $"  {id} [label=\"{label}\", fillcolor=\"{Colour(table)}\"];\n");
        }

        foreach (var (from, to, label, isSure) in Edges(map))
        {
            var style = isSure ? "" : ", style=dashed";
            text.Append(CultureInfo.InvariantCulture, $"  {from} -> {to} [label=\"{DotText(label)}\"{style}];\n");
        }

        return text.Append("}\n").ToString();
    }

    private static IEnumerable<(string Id, MappedTable Table)> Nodes(TenancyMap map) =>
        map.Tables.Select((table, place) => (string.Create(CultureInfo.InvariantCulture, $"t{place}"), table));

    private static IEnumerable<(string From, string To, string Label, bool IsSure)> Edges(TenancyMap map)
    {
        var ids = Nodes(map).ToDictionary(node => node.Table.Name, node => node.Id);
        foreach (var (id, table) in Nodes(map))
        {
            if (table.Parent is { } parent)
            {
                yield return (id, ids[parent], "part of", true);
            }
            else if (table is { Class: TableClass.Tenant, Column: { } column } && map.Root is { } root)
            {
                yield return (id, ids[root], column, true);
            }
            else
            {
                var best = true;
                foreach (var step in table.Paths.Select(path => path.Steps[0]))
                {
                    // A way of the manifest may lead through a table that is no part of the map, an extension's.
                    if (ids.TryGetValue(step.Target, out var target))
                    {
                        yield return (id, target, string.Join(", ", step.Columns), best);
                    }

                    best = false;
                }
            }
        }
    }

    private static string Colour(MappedTable table) =>
        table.Class switch
        {
            TableClass.Root => "#79b8ff",
            TableClass.Tenant => "#ddf4ff",
            TableClass.Reached => "#fff8c5",
            TableClass.Shared => "#eaeef2",
            _ => "#ffebe9",
        };

    /// <summary>Letters, digits and a few signs stay; whatever else becomes its number, which is text wherever it stands.</summary>
    private static string MermaidText(string text) =>
        string.Concat(
            Printable
                .Of(text)
                .EnumerateRunes()
                .Select(letter =>
                    Rune.IsLetterOrDigit(letter) || "._ ,-".Contains(letter.ToString(), StringComparison.Ordinal)
                        ? letter.ToString()
                        : string.Create(CultureInfo.InvariantCulture, $"#{letter.Value};")
                )
        );

    private static string DotText(string text) =>
        Printable
            .Of(text)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
}
