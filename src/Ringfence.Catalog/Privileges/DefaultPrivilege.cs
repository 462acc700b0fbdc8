namespace Ringfence.Catalog.Privileges;

/// <summary>What will be granted on things that a role is yet to make.</summary>
internal sealed record DefaultPrivilege
{
    /// <summary>Who makes them.</summary>
    public required uint Role { get; init; }

    /// <summary>Null is every schema; those grants stand in place of the server's own.</summary>
    public uint? Schema { get; init; }
    public required DefaultObjectType ObjectType { get; init; }

    /// <summary>0 is public.</summary>
    public required uint Grantee { get; init; }
    public required PrivilegeSet Privileges { get; init; }
    public required PrivilegeSet Grantable { get; init; }

    public static DefaultPrivilege Read(Row row) =>
        new()
        {
            Role = row.Oid("role"),
            Schema = row.FindOid("schema_oid"),
            ObjectType = row.Word<DefaultObjectType>("object_type"),
            Grantee = row.Oid("grantee"),
            Privileges = row.Privileges("privileges"),
            Grantable = row.Privileges("grantable"),
        };
}
