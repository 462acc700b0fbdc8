using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a table that shows no row to anybody.</summary>
internal sealed class NoPermissivePolicy() : Rule("RF204", Severity.Note)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table =>
                table.Table.HasRowSecurity
                && !table.Table.IsPartition
                && !table.Table.Policies.Any(policy => policy.IsPermissive)
                && subject.Reaches(table.Table)
            )
            .Select(table =>
                At(table.Object, "has row security and no permissive policy: nobody but those who bypass it sees a row")
            );
}
