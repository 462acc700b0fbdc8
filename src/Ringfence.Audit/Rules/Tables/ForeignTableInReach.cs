using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a foreign table with rows of tenants.</summary>
internal sealed class ForeignTableInReach() : Rule("RF208", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Tables.Where(table => table.Kind == TableKind.Foreign && subject.Reaches(table))
            .Where(table => table.Columns.Any(column => IsTenantColumn(subject, column)))
            .Select(table =>
                At(
                    table.Named(),
                    "is a foreign table with rows of tenants: a foreign table takes no policies",
                    table.RevokeAll(subject.Roles)
                )
            );

    /// <summary>By name and type, as in the tables of this database.</summary>
    private static bool IsTenantColumn(AuditSubject subject, Column column) =>
        subject.Tables.Any(table =>
            !table.IsRoot && table.Column?.Name == column.Name && table.Column.Type == column.Type
        );
}
