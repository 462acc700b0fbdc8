namespace Ringfence.Catalog.Replication;

/// <summary>A slot of the database, or a physical one.</summary>
internal sealed record ReplicationSlot
{
    public required string Name { get; init; }
    public required string Plugin { get; init; }
    public required bool IsLogical { get; init; }
    public required bool IsActive { get; init; }

    public static ReplicationSlot Read(Row row) =>
        new()
        {
            Name = row.Text("name"),
            Plugin = row.Text("plugin"),
            IsLogical = row.Flag("is_logical"),
            IsActive = row.Flag("is_active"),
        };
}
