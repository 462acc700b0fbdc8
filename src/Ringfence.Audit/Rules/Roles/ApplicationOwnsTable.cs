using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services can act as the owner of a tenant table.</summary>
internal sealed class ApplicationOwnsTable() : Rule("RF104", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => subject.IsOwned(table.Table.Owner))
            .Select(table =>
                At(
                    table.Object,
                    $"belongs to {subject.Roles.Name(table.Table.Owner)}, which services can act as: its owner "
                        + "switches "
                        + "row security off, forced or not"
                )
            );
}
