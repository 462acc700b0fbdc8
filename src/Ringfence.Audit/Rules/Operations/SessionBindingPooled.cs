using System.Collections.Immutable;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Operations;

/// <summary>a binding of the session behind a pooler.</summary>
internal sealed class SessionBindingPooled() : Rule("RF702", Severity.Error)
{
    private static readonly string[] Poolers = ["pgbouncer", "odyssey", "pgcat", "supavisor", "pgpool", "pgdog"];

    public override ImmutableArray<string> Needs => ["sessions"];

    public override IEnumerable<Finding> Find(AuditSubject subject) => [];

    /// <summary>By what a pooler pools is in its own file: only it knows whether this is a hole.</summary>
    public override IEnumerable<Undecided> Doubt(AuditSubject subject)
    {
        if (Sign(subject) is not { } sign)
        {
            yield break;
        }

        foreach (var getter in Getters(subject))
        {
            yield return new(
                this,
                getter,
                $"it binds a session by its server process, and {sign}: if that pools by transaction or statement, the tenant "
                    + "of one client is the next one's"
            );
        }
    }

    private static IEnumerable<AuditObject> Getters(AuditSubject subject) =>
        subject
            .PolicyFunctions()
            .Where(used => !used.Function.IsSystem && used.Function.LooksUpPid)
            .Select(used => used.Function.Named())
            .Concat(
                subject
                    .PolicyKeys.Where(key => key.Key.Kind == KeyKind.Lookup && PidLookups.IsByPid(key.Key.Name))
                    .Where(key => key.Policy.Using?.Contains("pg_backend_pid", StringComparison.Ordinal) == true)
                    .Select(key => key.Policy.Named(key.Table.Table))
            )
            .Distinct();

    private static string? Sign(AuditSubject subject) =>
        subject.Snapshot.Sessions.FirstOrDefault(session => Pooler(session.Application) is not null) is { } session
            ? $"{Pooler(session.Application)} is connected"
        : subject.Snapshot.Schemas.FirstOrDefault(schema => Poolers.Contains(schema.Name)) is { } schema
            ? $"there is a schema {schema.Name}"
        : subject.Snapshot.Roles.FirstOrDefault(role => role.CanLogin && Poolers.Contains(role.Name)) is { } role
            ? $"there is a login {role.Name}"
        : null;

    private static string? Pooler(string application) =>
        Array.Find(Poolers, name => application.Contains(name, StringComparison.OrdinalIgnoreCase));
}
