namespace Ringfence.Catalog.Roles;

/// <summary>A role, with what PostgreSQL lets it do whatever was granted.</summary>
internal sealed record Role
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required bool CanLogin { get; init; }
    public required bool IsSuperuser { get; init; }
    public required bool BypassesPolicies { get; init; }

    /// <summary>New memberships of it are inherited by default; before 16, all of them are.</summary>
    public required bool Inherits { get; init; }
    public required bool CreatesRoles { get; init; }
    public required bool CreatesDatabases { get; init; }
    public required bool Replicates { get; init; }

    /// <summary>-1 is no limit.</summary>
    public required int ConnectionLimit { get; init; }

    public static Role Read(Row row) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            CanLogin = row.Flag("can_login"),
            IsSuperuser = row.Flag("is_superuser"),
            BypassesPolicies = row.Flag("bypasses_policies"),
            Inherits = row.Flag("inherits"),
            CreatesRoles = row.Flag("creates_roles"),
            CreatesDatabases = row.Flag("creates_databases"),
            Replicates = row.Flag("replicates"),
            ConnectionLimit = row.Number("connection_limit"),
        };
}
