using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Roles;
using Ringfence.Contract;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Grants;

/// <summary>services may write the stamp of any tenant.</summary>
internal sealed class StampsInReach() : Rule("RF607", Severity.Error)
{
    private const PrivilegeSet Writing = PrivilegeSet.Set | PrivilegeSet.AlterSystem;

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        !subject.HasStamps()
            ? []
            : subject
                .Snapshot.ParameterGrants.Where(grant =>
                    grant.Name == StampedBinding.Parameter && (grant.Privileges & Writing) != PrivilegeSet.None
                )
                .Where(grant => subject.Roles.Has(grant.Grantee) && !IsTold(subject, grant.Grantee))
                .Select(grant =>
                    At(
                        new("parameter", StampedBinding.Parameter),
                        $"holds the stamp of a bound transaction, and {subject.Roles.Name(grant.Grantee)} may set it: services"
                            + " make themselves any tenant",
                        Fix(subject, grant),
                        subject.Roles.Name(grant.Grantee)
                    )
                );

    /// <summary>Superusers and the contract's owner may by what they are: that services reach them is another's to tell.</summary>
    private static bool IsTold(AuditSubject subject, uint role) =>
        subject.Roles.Find(role)?.IsSuperuser == true
        || subject.Snapshot.Schemas.Any(schema => schema.Name == "ringfence" && schema.Owner == role);

    private static string Fix(AuditSubject subject, ParameterGrant grant) =>
        Ddl.Text(
            $"revoke all on parameter {new SqlQuoted(StampedBinding.Parameter)} from {subject.Roles.Grantee(grant.Grantee)}"
        );
}
