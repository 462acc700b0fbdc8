using Ringfence.Audit.Rules.Roles;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a policy that does nothing.</summary>
internal sealed class InertPolicy() : Rule("RF308", Severity.Note)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table.HasRowSecurity)
            .SelectMany(table => table.Table.Policies.Select(policy => (table.Table, Policy: policy)))
            .Where(pair => pair.Policy.Roles.All(role => IsHeldByNone(subject, role)))
            // A login of services that passes by all policies is the cause, and another rule's.
            .Where(pair => !pair.Policy.Roles.Any(role => IsTold(subject, role)))
            .Select(pair =>
                At(pair.Policy.Named(pair.Table), "is for roles alone for which no policy holds: it does nothing")
            );

    private static bool IsTold(AuditSubject subject, uint role) =>
        subject.Roles.Logins.FirstOrDefault(login => login.Oid == role) is { } login
        && (
            login.IsSuperuser
                ? subject.Tells<ApplicationIsSuperuser>(login.Named())
                : subject.Tells<ApplicationBypassesPolicies>(login.Named())
        );

    private static bool IsHeldByNone(AuditSubject subject, uint role) =>
        subject.Roles.Find(role) is { } known && (known.IsSuperuser || known.BypassesPolicies);
}
