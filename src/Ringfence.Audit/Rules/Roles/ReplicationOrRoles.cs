using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services may replicate or make roles.</summary>
internal sealed class ReplicationOrRoles() : Rule("RF107", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        foreach (var login in subject.Roles.Logins.Where(login => !login.IsSuperuser))
        {
            if (login.Replicates)
            {
                yield return At(
                    login.Named(),
                    "has replication, which streams every row of every tenant",
                    Ddl.Text($"alter role {login.Sql()} noreplication"),
                    "replication"
                );
            }

            if (login.CreatesRoles)
            {
                yield return At(
                    login.Named(),
                    "has createrole, which makes logins and, before PostgreSQL 16, members of almost any role",
                    Ddl.Text($"alter role {login.Sql()} nocreaterole"),
                    "createrole"
                );
            }
        }
    }
}
