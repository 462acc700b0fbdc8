using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a tenant table without row security.</summary>
internal sealed class NoRowSecurity() : Rule("RF201", Severity.Error)
{
    /// <summary>
    /// What harms other tenants in their list. Services read it to find the tenant of a request, and add to it when a
    /// tenant signs up: both come before there is a bound tenant.
    /// </summary>
    private const PrivilegeSet Changes = PrivilegeSet.Update | PrivilegeSet.Delete;

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table =>
                table.Table
                    is { HasRowSecurity: false, IsPartition: false, Policies.IsEmpty: true, Parents.IsEmpty: true }
                && table.Table.Kind is TableKind.Ordinary or TableKind.Partitioned
                && (table.IsRoot ? subject.Can(table.Table, Changes) : subject.Reaches(table.Table))
            )
            .Select(table =>
                At(
                    table.Object,
                    table.IsRoot
                        ? "is the list of tenants, services may change or delete what is in it, and it has no row "
                            + "security: one tenant renames, locks or removes another"
                        : "holds rows of tenants and has no row security: whoever reaches it sees and changes all of them"
                )
            );
}
