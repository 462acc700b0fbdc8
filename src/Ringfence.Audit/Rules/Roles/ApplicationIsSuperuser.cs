using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services log in as a superuser.</summary>
internal sealed class ApplicationIsSuperuser() : Rule("RF101", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Roles.Logins.Where(login => login.IsSuperuser)
            .Select(login =>
                At(
                    login.Named(),
                    "services log in as a superuser, for whom no policy holds",
                    Ddl.Text($"alter role {login.Sql()} nosuperuser")
                )
            );
}
