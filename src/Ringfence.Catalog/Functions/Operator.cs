namespace Ringfence.Catalog.Functions;

/// <summary>An operator of the database; of the server's own, those that the database uses.</summary>
internal sealed record Operator
{
    public required uint Oid { get; init; }
    public required string Schema { get; init; }
    public required string Name { get; init; }
    public string? LeftType { get; init; }
    public required string RightType { get; init; }
    public required uint Owner { get; init; }
    public required uint Function { get; init; }
    public required bool IsLeakproof { get; init; }
    public required bool IsSystem { get; init; }
    public uint? Extension { get; init; }

    public static Operator Read(Row row) =>
        new()
        {
            Oid = row.Oid("oid"),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            LeftType = row.FindText("left_type"),
            RightType = row.Text("right_type"),
            Owner = row.Oid("owner"),
            Function = row.Oid("function"),
            IsLeakproof = row.Flag("is_leakproof"),
            IsSystem = row.Flag("is_system"),
            Extension = row.FindOid("extension"),
        };
}
