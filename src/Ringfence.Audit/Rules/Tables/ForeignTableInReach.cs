using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a foreign table with rows of tenants.</summary>
internal sealed class ForeignTableInReach() : Rule("RF208", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table.Kind == TableKind.Foreign && subject.Reaches(table.Table))
            .Select(table =>
                At(
                    table.Object,
                    "is a foreign table with rows of tenants: a foreign table takes no policies",
                    table.Table.RevokeAll(subject.Roles)
                )
            );
}
