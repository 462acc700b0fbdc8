namespace Ringfence.Catalog.Privileges;

/// <summary>What one role was granted by another on one thing; also what the server takes for granted.</summary>
internal sealed record Grant
{
    /// <summary>0 is public.</summary>
    public required uint Grantee { get; init; }
    public required uint Grantor { get; init; }
    public required PrivilegeSet Privileges { get; init; }

    /// <summary>Those that the grantee may grant on.</summary>
    public required PrivilegeSet Grantable { get; init; }

    public static Grant Read(Row row) =>
        new()
        {
            Grantee = row.Oid("grantee"),
            Grantor = row.Oid("grantor"),
            Privileges = row.Privileges("privileges"),
            Grantable = row.Privileges("grantable"),
        };
}
