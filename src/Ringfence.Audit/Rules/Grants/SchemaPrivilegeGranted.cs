using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Grants;

/// <summary>services may refer to a tenant table, or maintain it.</summary>
internal sealed class SchemaPrivilegeGranted() : Rule("RF602", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table.Kind is TableKind.Ordinary or TableKind.Partitioned)
            .Select(table =>
                (Table: table, Grantees: subject.Roles.Grantees(table.Table.Grants, Privileges, table.Table.Owner))
            )
            .Where(pair => !pair.Grantees.IsEmpty)
            .Select(pair =>
                At(
                    pair.Table.Object,
                    "services may refer to it by foreign keys of their own, or maintain it: both look past the "
                        + "policies",
                    pair.Table.Table.Revoke(subject.Roles, Privileges)
                )
            );

    private const PrivilegeSet Privileges = PrivilegeSet.References | PrivilegeSet.Maintain;
}
