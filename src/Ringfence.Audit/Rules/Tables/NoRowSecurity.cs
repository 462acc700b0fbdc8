using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a tenant table without row security.</summary>
internal sealed class NoRowSecurity() : Rule("RF201", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table =>
                table is { IsRoot: false, Table: { HasRowSecurity: false, IsPartition: false, Policies.IsEmpty: true } }
                && table.Table.Kind is TableKind.Ordinary or TableKind.Partitioned
                && (table.Table.Parents.IsEmpty || table.Table.IsPartition)
                && subject.Reaches(table.Table)
            )
            .Select(table =>
                At(
                    table.Object,
                    "holds rows of tenants and has no row security: whoever reaches it sees and changes all of them"
                )
            );
}
