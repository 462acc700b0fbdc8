using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a partition that is read around its parent.</summary>
internal sealed class PartitionInReach() : Rule("RF206", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table is { IsPartition: true, HasRowSecurity: false })
            .Where(table => subject.Can(table.Table, PrivilegeSets.OnRows))
            .Select(table =>
                At(
                    table.Object,
                    "is a partition without row security that services may name: its parent's policies hold only for "
                        + "statements that name the parent",
                    table.Table.RevokeAll(subject.Roles)
                )
            );
}
