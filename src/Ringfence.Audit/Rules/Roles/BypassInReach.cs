using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Roles;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services may become a role for which no policy holds.</summary>
internal sealed class BypassInReach() : Rule("RF103", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Roles.Reached.Where(pair => pair.Role.IsSuperuser || pair.Role.BypassesPolicies)
            .Select(pair =>
                At(
                    pair.Login.Named(),
                    $"may become {QualifiedName.Quote(pair.Role.Name)} by set role, for which no policy holds",
                    Fix(subject, pair.Login, pair.Role),
                    pair.Role.Name
                )
            );

    /// <summary>
    /// The membership itself, where it is direct; a way through others is for somebody to choose where to cut.
    /// </summary>
    private static string? Fix(AuditSubject subject, Role login, Role role) =>
        subject.Snapshot.Memberships.Any(one => one.Member == login.Oid && one.Role == role.Oid)
            ? Ddl.Text($"revoke {role.Sql()} from {login.Sql()}")
            : null;
}
