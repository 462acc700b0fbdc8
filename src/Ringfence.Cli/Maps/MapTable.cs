using System.Globalization;
using System.Text;
using Ringfence.Catalog.Maps;

namespace Ringfence.Cli.Maps;

/// <summary>A map as columns for a terminal, each as wide as its widest cell but the last.</summary>
internal static class MapTable
{
    public static string Write(TenancyMap map)
    {
        var text = new StringBuilder();
        Root(map, text);
        string[][] rows =
        [
            ["table", "class", "tenant column or way", "why"],
            .. map.Tables.SelectMany(Rows),
        ];
        Columns(rows, text);
        if (!map.Apart.IsEmpty)
        {
            text.AppendLine();
            Columns(
                [
                    ["view or foreign table", "kind", "reads"],
                    .. map.Apart.Select(Row),
                ],
                text
            );
        }

        text.AppendLine();
        var counts = map
            .Tables.CountBy(table => table.Class)
            .OrderBy(pair => pair.Key == TableClass.Unclassified)
            .ThenBy(pair => pair.Key)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {MapText.Class(pair.Key)}"));
        text.AppendLine(map.Tables.IsEmpty ? "There is no table." : $"{string.Join(", ", counts)}.");
        return text.ToString();
    }

    private static void Root(TenancyMap map, StringBuilder text)
    {
        var known = map.IsRootNamed ? "named" : "proposed";
        text.AppendLine(
            map.Root is null
                ? "Tenant root: none is sure. Name it with --tenant-root SCHEMA.TABLE."
                : $"Tenant root: {Printable.Of(map.Root.ToString())}, {known}."
        );
        if (!map.IsRootNamed)
        {
            foreach (var candidate in map.Candidates)
            {
                var reasons = string.Join(", ", candidate.Reasons);
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  {candidate.Score, 3}  {Printable.Of(candidate.Name.ToString())}: {Printable.Of(reasons)}"
                );
            }
        }

        text.AppendLine();
    }

    private static IEnumerable<string[]> Rows(MappedTable table)
    {
        yield return
        [
            Printable.Of(table.Name.ToString()),
            MapText.Class(table.Class),
            MapText.Way(table),
            MapText.Reasons(table),
        ];
        foreach (var other in table.Parent is null ? table.Paths.Skip(1) : [])
        {
            yield return ["", "", MapText.Path(other), "another way"];
        }
    }

    private static string[] Row(ApartRelation relation) =>
        [
            Printable.Of(relation.Name.ToString()),
            relation.Kind switch
            {
                Catalog.Tables.TableKind.MaterializedView => "materialized view",
                Catalog.Tables.TableKind.Foreign => "foreign table",
                _ => "view",
            },
            Printable.Of(string.Join(", ", relation.Over)),
        ];

    private static void Columns(string[][] rows, StringBuilder text)
    {
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
