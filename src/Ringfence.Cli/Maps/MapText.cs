using Ringfence.Catalog.Maps;

namespace Ringfence.Cli.Maps;

/// <summary>The parts of a map as words for a terminal: nothing in them steers it.</summary>
internal static class MapText
{
    public static string Class(TableClass value) => value.ToString().ToLowerInvariant();

    /// <summary>The tenant column, or the best way to one.</summary>
    public static string Way(MappedTable table) =>
        table switch
        {
            { Column: { } column } => Printable.Of(column),
            { Paths: [var path, ..] } => Path(path),
            _ => "",
        };

    public static string Path(KeyPath path) =>
        Printable.Of(
            string.Join(" → ", path.Steps.Select(step => $"{string.Join(", ", step.Columns)} → {step.Target}"))
                + (path.MayBeNull ? " (may be null)" : "")
        );

    public static string Reasons(MappedTable table) =>
        Printable.Of(string.Join("; ", table.Reasons)) + (table.IsDeclared ? " (manifest)" : "");
}
