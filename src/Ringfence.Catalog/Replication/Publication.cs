using System.Collections.Immutable;

namespace Ringfence.Catalog.Replication;

/// <summary>A publication. What is published passes no policy.</summary>
internal sealed record Publication
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required uint Owner { get; init; }
    public required bool HasAllTables { get; init; }
    public required bool HasInserts { get; init; }
    public required bool HasUpdates { get; init; }
    public required bool HasDeletes { get; init; }
    public required bool HasTruncates { get; init; }

    /// <summary>Partitions are published as their root.</summary>
    public required bool IsViaRoot { get; init; }
    public required ImmutableArray<PublishedTable> Tables { get; init; }

    public static Publication Read(Row row, ILookup<uint, PublishedTable> tables) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Owner = row.Oid("owner"),
            HasAllTables = row.Flag("has_all_tables"),
            HasInserts = row.Flag("has_inserts"),
            HasUpdates = row.Flag("has_updates"),
            HasDeletes = row.Flag("has_deletes"),
            HasTruncates = row.Flag("has_truncates"),
            IsViaRoot = row.Flag("is_via_root"),
            Tables = [.. tables[row.Oid("oid")]],
        };
}
