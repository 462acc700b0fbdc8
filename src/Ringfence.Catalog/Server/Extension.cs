namespace Ringfence.Catalog.Server;

/// <summary>An installed extension. What belongs to it names it.</summary>
internal sealed record Extension
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required uint Owner { get; init; }
    public required uint Schema { get; init; }
    public required string Version { get; init; }

    public static Extension Read(Row row) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            Owner = row.Oid("owner"),
            Schema = row.Oid("schema_oid"),
            Version = row.Text("version"),
        };
}
