using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that know the tenant by a role which all tenants share.</summary>
internal sealed class RoleIsTheKey() : Rule("RF311", Severity.Error)
{
    private static readonly string[] Roles = ["current_user", "current_role", "user", "session_user", "system_user"];

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        Tables(subject)
            .Select(judged =>
                At(
                    judged.Table.Object,
                    $"its policies know the tenant by {Named(judged.Judgement.Keys[0])}, and the services of all tenants "
                        + $"log in as {QualifiedName.Quote(judged.Role.Name)}: nothing tells one tenant from another"
                )
            );

    /// <summary>What it finds, a judgement a table.</summary>
    public static IEnumerable<PolicyJudgement> Tables(AuditSubject subject) =>
        subject
            .Judged.Where(judged => !judged.Judgement.Keys.IsEmpty && judged.Judgement.Keys.All(IsRole))
            .Where(judged => IsShared(subject, judged.Judgement.Keys[0]))
            .DistinctBy(judged => judged.Table.Oid);

    /// <summary>The role itself, or a row that nothing but the role leads to.</summary>
    public static bool IsRole(BoundKey key) =>
        key.Kind == KeyKind.Role
        || (
            key.Kind == KeyKind.Lookup
            && SqlParser.Query(key.Name).Tree is { } query
            && RolesOf(query).Any()
            && !query.DescendantsAndSelf().Any(node => node is Expression.Call)
        );

    private static IEnumerable<string> RolesOf(Query query) =>
        query
            .DescendantsAndSelf()
            .OfType<Expression.SqlValue>()
            .Select(value => value.Name)
            .Where(name => Roles.Contains(name));

    private static string Named(BoundKey key) =>
        key.Kind == KeyKind.Role ? key.Name : RolesOf(SqlParser.Query(key.Name).Tree!).First();

    /// <summary>
    /// Whether the tenants of a service share the role. Several logins, and roles that a login becomes and is no part of,
    /// may be a tenant's each; one group that it inherits from is not.
    /// </summary>
    private static bool IsShared(AuditSubject subject, BoundKey key)
    {
        if (subject.Roles.Logins.Length != 1)
        {
            return false;
        }

        var login = subject.Roles.Logins[0];
        var inherited = subject.Graph.Roles.PrivilegesOf(login);
        var others = subject.Roles.Sessions.Where(role => role.Oid != login.Oid).ToList();
        return Named(key) is "session_user" or "system_user"
            || (others.Count < 2 && others.TrueForAll(role => inherited.Contains(role.Oid)));
    }
}
