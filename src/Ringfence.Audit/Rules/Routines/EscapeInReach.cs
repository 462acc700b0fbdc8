using System.Collections.Frozen;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>services may call a function that leaves the session.</summary>
internal sealed class EscapeInReach() : Rule("RF415", Severity.Error)
{
    private static readonly FrozenSet<string> Escapes = new[]
    {
        "pg_read_file",
        "pg_read_binary_file",
        "pg_ls_dir",
        "pg_stat_file",
        "lo_import",
        "lo_export",
        "pg_read_file_old",
        "pg_file_read",
        "pg_file_write",
        "dblink",
        "dblink_connect",
        "dblink_connect_u",
        "dblink_exec",
    }.ToFrozenSet(StringComparer.Ordinal);

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Functions.Where(function =>
                Escapes.Contains(function.Name)
                && (function.IsSystem || function.Extension is not null)
                && subject.Executes(function)
                && !subject.Roles.Has(function.Owner)
            )
            .Select(function =>
                At(
                    function.Named(),
                    "reads or writes outside this session, where no policy holds, and services may call it",
                    function.Revoke(subject.Roles)
                )
            );
}
