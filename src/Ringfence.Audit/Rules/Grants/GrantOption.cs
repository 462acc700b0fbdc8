using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Grants;

/// <summary>services may grant a tenant table on.</summary>
internal sealed class GrantOption() : Rule("RF604", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.SelectMany(table =>
                table
                    .Table.Grants.Where(grant =>
                        subject.Roles.Has(grant.Grantee)
                        && grant.Grantee != table.Table.Owner
                        && grant.Grantable != PrivilegeSet.None
                    )
                    .Select(grant => (table, grant.Grantee))
            )
            .Distinct()
            .Select(pair =>
                At(
                    pair.table.Object,
                    $"{subject.Roles.Name(pair.Grantee)} may grant it on to others",
                    Ddl.Text(
                        $"revoke grant option for all on table {pair.table.Table.Sql()} from "
                            + $"{subject.Roles.Grantee(pair.Grantee)}"
                    ),
                    subject.Roles.Name(pair.Grantee)
                )
            );
}
