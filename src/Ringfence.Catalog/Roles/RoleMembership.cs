namespace Ringfence.Catalog.Roles;

/// <summary>That one role is a member of another, once for each grantor.</summary>
internal sealed record RoleMembership
{
    /// <summary>What <see cref="Member"/> is a member of.</summary>
    public required uint Role { get; init; }
    public required uint Member { get; init; }
    public required uint Grantor { get; init; }

    /// <summary>The member may make others members.</summary>
    public required bool IsAdmin { get; init; }

    /// <summary>The member has the privileges of the role without further ado.</summary>
    public required bool Inherits { get; init; }

    /// <summary>The member may <c>set role</c>; before 16 every member may.</summary>
    public required bool CanSet { get; init; }

    public static RoleMembership Read(Row row) =>
        new()
        {
            Role = row.Oid("role"),
            Member = row.Oid("member"),
            Grantor = row.Oid("grantor"),
            IsAdmin = row.Flag("is_admin"),
            Inherits = row.Flag("inherits"),
            CanSet = row.Flag("can_set"),
        };
}
