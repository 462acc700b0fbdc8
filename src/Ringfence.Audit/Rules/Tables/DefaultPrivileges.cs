using System.Collections.Immutable;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>new tables are granted before they are protected.</summary>
internal sealed class DefaultPrivileges() : Rule("RF209", Severity.Warning)
{
    public override ImmutableArray<string> Needs => ["default privileges"];

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.DefaultPrivileges.Where(one =>
                one.ObjectType == DefaultObjectType.Table
                && one.Grantee != one.Role
                && subject.Roles.Has(one.Grantee)
                && (one.Privileges & PrivilegeSets.OnRows) != PrivilegeSet.None
            )
            .Select(one => Finding(subject, one));

    private Finding Finding(AuditSubject subject, DefaultPrivilege one)
    {
        var schema = subject.Snapshot.Schemas.FirstOrDefault(s => s.Oid == one.Schema);
        var place = schema is null ? "" : $" in schema {QualifiedName.Quote(schema.Name)}";
        var maker = subject.Roles.Name(one.Role);
        var inSchema = new SqlQuoted(schema is null ? "" : $" in schema {SqlName.Parse(schema.Name).Quoted}");
        return At(
            new("role", maker),
            $"tables that it makes{place} are {subject.Roles.Name(one.Grantee)}'s to use from the start, "
                + "before anybody "
                + "protects them",
            Ddl.Text(
                $"""
                alter default privileges for role {subject.Roles.Grantee(one.Role)}{inSchema}
                    revoke all on tables from {subject.Roles.Grantee(one.Grantee)}
                """
            ),
            $"{schema?.Name} {subject.Roles.Name(one.Grantee)}"
        );
    }
}
