using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Roles;

/// <summary>A privilege on a setting (since 15).</summary>
internal sealed record ParameterGrant
{
    public required string Name { get; init; }

    /// <summary>0 is public.</summary>
    public required uint Grantee { get; init; }
    public required PrivilegeSet Privileges { get; init; }
    public required PrivilegeSet Grantable { get; init; }

    public static ParameterGrant Read(Row row) =>
        new()
        {
            Name = row.Text("name"),
            Grantee = row.Oid("grantee"),
            Privileges = row.Privileges("privileges"),
            Grantable = row.Privileges("grantable"),
        };
}
