using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Roles;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services that log in as whoever changes the schema.</summary>
internal sealed class MigrationLogin() : Rule("RF110", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var owners = subject.Tables.Select(table => table.Table.Owner).Append(subject.Snapshot.Server.DatabaseOwner);
        var held = subject.Tables.Select(table => table.Table.Schema).ToHashSet(StringComparer.Ordinal);
        var schemas = subject.Snapshot.Schemas.Where(schema => held.Contains(schema.Name));
        var told = owners.Concat(schemas.Select(schema => schema.Owner)).ToHashSet();
        return subject
            .Manifest.Roles.Migration.Select(subject.Graph.Roles.Find)
            .OfType<Role>()
            .Where(role => subject.Roles.Has(role.Oid) && !IsTold(role))
            .Select(role =>
                At(
                    role.Named(),
                    subject.Roles.Logins.Contains(role)
                        ? "services log in as it, and the manifest says that it changes the schema: what is injected into a "
                            + "statement changes the policies"
                        : "services may act as it, and the manifest says that it changes the schema: what is injected into a "
                            + "statement changes the policies"
                )
            );

        // An owner, or a role past all policies, is a finding of its own, which says more.
        bool IsTold(Role role) =>
            role.IsSuperuser || role.BypassesPolicies || subject.Graph.Roles.MembershipsOf(role).Overlaps(told);
    }
}
