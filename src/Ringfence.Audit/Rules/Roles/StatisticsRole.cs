using System.Collections.Frozen;
using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services read what other sessions run.</summary>
internal sealed class StatisticsRole() : Rule("RF108", Severity.Warning)
{
    private static readonly FrozenSet<string> Readers = new[]
    {
        "pg_read_all_stats",
        "pg_monitor",
        "pg_stat_scan_tables",
    }.ToFrozenSet(StringComparer.Ordinal);

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Memberships.Where(one => subject.Roles.Logins.Any(login => login.Oid == one.Member))
            .Select(one => (Login: subject.Roles.Find(one.Member)!, Role: subject.Roles.Find(one.Role)))
            .Where(pair => pair.Role is not null && Readers.Contains(pair.Role.Name))
            .DistinctBy(pair => (pair.Login.Oid, pair.Role!.Oid))
            .Select(pair =>
                At(
                    pair.Login.Named(),
                    $"is a member of {pair.Role!.Name}, which shows the statements of all sessions, values and all",
                    Ddl.Text($"revoke {pair.Role.Sql()} from {pair.Login.Sql()}"),
                    pair.Role.Name
                )
            );
}
