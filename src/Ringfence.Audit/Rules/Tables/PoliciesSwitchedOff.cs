using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a table has policies, and row security is off.</summary>
internal sealed class PoliciesSwitchedOff() : Rule("RF202", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Tables.Where(table => !table.HasRowSecurity && !table.Policies.IsEmpty && subject.Reaches(table))
            .Select(table =>
                At(
                    table.Named(),
                    "has policies, and row security is off, so that none of them holds",
                    Ddl.Text($"alter table {table.Sql()} enable row level security, force row level security")
                )
            );
}
