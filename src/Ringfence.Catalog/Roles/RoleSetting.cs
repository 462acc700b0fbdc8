namespace Ringfence.Catalog.Roles;

/// <summary>A setting that sessions of a role, of the database, or of both start with.</summary>
internal sealed record RoleSetting
{
    /// <summary>0 is every role.</summary>
    public required uint Role { get; init; }

    /// <summary>0 is every database; another is the one that was read.</summary>
    public required uint Database { get; init; }
    public required string Name { get; init; }
    public required string Value { get; init; }

    public static RoleSetting Read(Row row) =>
        new()
        {
            Role = row.Oid("role"),
            Database = row.Oid("database"),
            Name = row.Text("name"),
            Value = row.Text("value"),
        };
}
