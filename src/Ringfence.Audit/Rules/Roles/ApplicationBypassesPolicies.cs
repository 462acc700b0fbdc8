using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services log in as a role with bypassrls.</summary>
internal sealed class ApplicationBypassesPolicies() : Rule("RF102", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Roles.Logins.Where(login => login is { BypassesPolicies: true, IsSuperuser: false })
            .Select(login =>
                At(
                    login.Named(),
                    "services log in as a role with bypassrls, for which no policy holds",
                    Ddl.Text($"alter role {login.Sql()} nobypassrls")
                )
            );
}
