using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Roles;

namespace Ringfence.Audit.Rules.Operations;

/// <summary>a migration of data that touches no row.</summary>
internal sealed class MigrationRoleBound() : Rule("RF708", Severity.Note)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Manifest.Roles.Migration.Select(subject.Graph.Roles.Find)
            .OfType<Role>()
            .Where(role => !role.IsSuperuser && !role.BypassesPolicies)
            .Select(role => (Role: role, Tables: Blind(subject, role)))
            .Where(pair => pair.Tables.Count > 0)
            .Select(pair =>
                At(
                    pair.Role.Named(),
                    $"changes the schema, and sees no row of {pair.Tables[0]}{More(pair.Tables.Count)}, whose row security is "
                        + "forced: a migration that fills or moves rows touches none and reports success"
                )
            );

    private static string More(int tables) => tables > 1 ? $" and {tables - 1} more" : "";

    /// <summary>Its own tables, whose policies hold for it and of which none lets it see all rows.</summary>
    private static List<string> Blind(AuditSubject subject, Role role)
    {
        var holders = subject.Graph.Roles.PrivilegesOf(role);
        return
        [
            .. subject
                .Tables.Where(table => table.Table is { HasRowSecurity: true, IsPartition: false })
                .Where(table => holders.Contains(table.Table.Owner) && !subject.Roles.Bypasses(role, table.Table))
                .Where(table =>
                    !table.Table.Policies.Any(policy =>
                        policy is { IsPermissive: true, Using: "true" }
                        && (policy.Roles.Contains(ActingRoles.Public) || holders.Overlaps(policy.Roles))
                    )
                )
                .Select(table => table.Name),
        ];
    }
}
