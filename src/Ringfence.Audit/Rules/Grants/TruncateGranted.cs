using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Grants;

/// <summary>services may truncate a tenant table.</summary>
internal sealed class TruncateGranted() : Rule("RF601", Severity.Error)
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
                    $"services may truncate it, which empties it for all tenants: policies do not hold for truncate",
                    pair.Table.Table.Revoke(subject.Roles, Privileges)
                )
            );

    private const PrivilegeSet Privileges = PrivilegeSet.Truncate;
}
