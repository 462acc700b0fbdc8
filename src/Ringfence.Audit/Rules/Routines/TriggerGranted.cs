using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>services may make triggers on a tenant table.</summary>
internal sealed class TriggerGranted() : Rule("RF405", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table.Kind is TableKind.Ordinary or TableKind.Partitioned)
            .Where(table =>
                !subject.Roles.Grantees(table.Table.Grants, PrivilegeSet.Trigger, table.Table.Owner).IsEmpty
            )
            .Select(table =>
                At(
                    table.Object,
                    "services may make triggers on it: a trigger sees the new rows of every tenant, with the rights of "
                        + "whoever writes them",
                    table.Table.Revoke(subject.Roles, PrivilegeSet.Trigger)
                )
            );
}
