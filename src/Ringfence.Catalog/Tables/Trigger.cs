namespace Ringfence.Catalog.Tables;

/// <summary>A trigger that somebody made; not those that keys work by.</summary>
internal sealed record Trigger
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required uint Function { get; init; }
    public required TriggerTiming Timing { get; init; }
    public required bool IsForEachRow { get; init; }
    public required bool OnInsert { get; init; }
    public required bool OnUpdate { get; init; }
    public required bool OnDelete { get; init; }
    public required bool OnTruncate { get; init; }
    public required FiresIn Enabled { get; init; }

    /// <summary>It comes from the parent of a partition.</summary>
    public required bool IsInherited { get; init; }
    public required string Definition { get; init; }
    public uint? Extension { get; init; }

    public static Trigger Read(Row row) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Function = row.Oid("function"),
            Timing = row.Word<TriggerTiming>("timing"),
            IsForEachRow = row.Flag("is_for_each_row"),
            OnInsert = row.Flag("on_insert"),
            OnUpdate = row.Flag("on_update"),
            OnDelete = row.Flag("on_delete"),
            OnTruncate = row.Flag("on_truncate"),
            Enabled = row.Word<FiresIn>("enabled"),
            IsInherited = row.Flag("is_inherited"),
            Definition = row.Text("definition"),
            Extension = row.FindOid("extension"),
        };
}
