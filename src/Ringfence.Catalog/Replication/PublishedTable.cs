using System.Collections.Immutable;

namespace Ringfence.Catalog.Replication;

/// <summary>A table in a publication, however it came there.</summary>
internal sealed record PublishedTable
{
    public required uint Table { get; init; }
    public string? RowFilter { get; init; }

    /// <summary>Their names; empty where it cannot be told apart from all (before 15).</summary>
    public required ImmutableArray<string> Columns { get; init; }

    public static PublishedTable Read(Row row) =>
        new()
        {
            Table = row.Oid("table_oid"),
            RowFilter = row.FindText("row_filter"),
            Columns = row.Texts("columns"),
        };
}
