using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>row security that does not hold for the owner.</summary>
internal sealed class NotForced() : Rule("RF203", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table is { HasRowSecurity: true, ForcesRowSecurity: false })
            .Where(table => subject.Reaches(table.Table))
            .Select(table =>
                At(
                    table.Object,
                    "has row security that is not forced: it does not hold for "
                        + $"{subject.Roles.Name(table.Table.Owner)}, for its members, and in its functions and views"
                        + WhenForced(subject, table.Table.Owner),
                    Ddl.Text($"alter table {table.Table.Sql()} force row level security")
                )
            );

    /// <summary>Forcing holds an owner, but not one for whom no policy holds anywhere.</summary>
    private static string WhenForced(AuditSubject subject, uint owner) =>
        subject.Roles.Find(owner) switch
        {
            { IsSuperuser: true } =>
                ". Nor will it where it is forced while its owner is a superuser: give it to a role that " + "is none",
            { BypassesPolicies: true } =>
                ". Nor will it where it is forced while its owner has bypassrls: give it to a role " + "that has not",
            _ => "",
        };
}
