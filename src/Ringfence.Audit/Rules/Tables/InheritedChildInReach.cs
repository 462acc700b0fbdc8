using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>an inherited table that is read around its parent.</summary>
internal sealed class InheritedChildInReach() : Rule("RF207", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table is { IsPartition: false, Parents.IsEmpty: false, HasRowSecurity: false })
            .Where(table => table.Table.Policies.IsEmpty && subject.Can(table.Table, PrivilegeSets.OnRows))
            .Select(table =>
                At(
                    table.Object,
                    "inherits from a tenant table, has no row security of its own, and services may name it: its "
                        + "parent's policies hold only for statements that name the parent",
                    table.Table.RevokeAll(subject.Roles)
                )
            );
}
