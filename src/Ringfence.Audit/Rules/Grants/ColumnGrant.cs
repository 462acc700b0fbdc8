using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Grants;

/// <summary>a column that is granted where its table is not.</summary>
internal sealed class ColumnGrant() : Rule("RF605", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table.Kind is TableKind.Ordinary or TableKind.Partitioned)
            .Where(table => !subject.Roles.Has(table.Table.Owner))
            .SelectMany(table => ToPublic(subject, table).Concat(OfTenant(subject, table)));

    /// <summary>A grant to public on the table itself is RF603's, and takes all columns with it.</summary>
    private IEnumerable<Finding> ToPublic(AuditSubject subject, TenantTable table)
    {
        var isGranted = GrantedToPublic.IsFound(table);
        if (isGranted && subject.Tells<GrantedToPublic>(table.Object))
        {
            return [];
        }

        return table
            .Table.Columns.Where(column => column.Grants.Any(IsPublic))
            .Take(1)
            .Select(column =>
                At(
                    table.Object,
                    $"its column {QualifiedName.Quote(column.Name)} is granted to public, "
                        + (isGranted ? "beside the table" : "and the table is not")
                        + ": every login of the server that gets into the database has it",
                    Ddl.Text($"revoke all on table {table.Table.Sql()} from public"),
                    "public"
                )
            );
    }

    private IEnumerable<Finding> OfTenant(AuditSubject subject, TenantTable table)
    {
        if (
            table is not { IsRoot: false, Column: { } column }
            || subject.Roles.Of(table.Table.Grants).HasFlag(PrivilegeSet.Update)
        )
        {
            return [];
        }

        return subject
            .Roles.Grantees(column.Grants, PrivilegeSet.Update, table.Table.Owner)
            .Where(grantee => grantee != ActingRoles.Public)
            .Select(grantee =>
                At(
                    table.Object,
                    $"{subject.Roles.Name(grantee)} may not update it, but for the tenant column "
                        + $"{QualifiedName.Quote(column.Name)}: all that is left to change is whose a row is",
                    Ddl.Text(
                        $"revoke update ({column.Sql()}) on table {table.Table.Sql()} from {subject.Roles.Grantee(grantee)}"
                    ),
                    subject.Roles.Name(grantee)
                )
            );
    }

    private static bool IsPublic(Grant grant) =>
        grant.Grantee == ActingRoles.Public && grant.Privileges != PrivilegeSet.None;
}
