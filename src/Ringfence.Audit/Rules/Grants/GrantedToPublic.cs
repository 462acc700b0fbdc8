using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Grants;

/// <summary>a tenant table that is granted to everybody.</summary>
internal sealed class GrantedToPublic() : Rule("RF603", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(IsFound)
            .Select(table =>
                At(
                    table.Object,
                    "is granted to public: every login of the server that gets into the database has it",
                    Ddl.Text($"revoke all on table {table.Table.Sql()} from public")
                )
            );

    public static bool IsFound(TenantTable table) =>
        table.Table.Grants.Any(grant =>
            grant.Grantee == ActingRoles.Public && (grant.Privileges & PrivilegeSets.OnRows) != PrivilegeSet.None
        );
}
