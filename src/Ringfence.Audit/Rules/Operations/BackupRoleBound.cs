using System.Text.RegularExpressions;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Roles;

namespace Ringfence.Audit.Rules.Operations;

/// <summary>a backup that policies filter.</summary>
internal sealed partial class BackupRoleBound() : Rule("RF707", Severity.Warning)
{
    private static readonly string[] Dumpers = ["pg_dump", "pg_dumpall"];

    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var dumping = subject
            .Snapshot.Sessions.Where(session => Dumpers.Contains(session.Application))
            .Select(session => session.Role)
            .ToHashSet();
        return subject
            .Snapshot.Roles.Where(role => role is { CanLogin: true, IsSuperuser: false, BypassesPolicies: false })
            .Where(role => !subject.Roles.Logins.Contains(role))
            .Where(role => dumping.Contains(role.Oid) || Backup.IsMatch(role.Name))
            .Select(role => (Role: role, Table: Filtered(subject, role)))
            .Where(pair => pair.Table is not null)
            .Select(pair =>
                At(
                    pair.Role.Named(),
                    $"makes backups, and the policies of {pair.Table!.Name} hold for it: pg_dump fails, and with "
                        + "--enable-row-security it leaves rows out"
                )
            );
    }

    /// <summary>A table that the role reads, and not all of.</summary>
    private static TenantTable? Filtered(AuditSubject subject, Role role)
    {
        var holders = subject.Graph.Roles.PrivilegesOf(role);
        var readsAll = holders.Any(oid => subject.Roles.Find(oid)?.Name == "pg_read_all_data");
        return subject.Tables.FirstOrDefault(table =>
            table.Table.HasRowSecurity
            && !subject.Roles.Bypasses(role, table.Table)
            && (readsAll || subject.Graph.Roles.Granted(role, table.Table.Grants).HasFlag(PrivilegeSet.Select))
        );
    }

    [GeneratedRegex(
        "(^|_)(backups?|dump|pgdump|pg_dump|dumper)($|_)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Backup { get; }
}
