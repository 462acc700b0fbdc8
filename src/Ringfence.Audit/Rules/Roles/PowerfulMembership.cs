using System.Collections.Frozen;
using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services have a power that goes around the database.</summary>
internal sealed class PowerfulMembership() : Rule("RF106", Severity.Error)
{
    private static readonly FrozenDictionary<string, string> Powers = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["pg_read_server_files"] = "reads the server's files, the tables' own among them",
        ["pg_write_server_files"] = "writes the server's files",
        ["pg_execute_server_program"] = "runs programs on the server",
        ["pg_create_subscription"] = "makes subscriptions, which write as their owner",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Roles.Reached.Where(pair => Powers.ContainsKey(pair.Role.Name))
            .Select(pair =>
                At(
                    pair.Login.Named(),
                    $"is a member of {pair.Role.Name}, which {Powers[pair.Role.Name]}",
                    subject.Snapshot.Memberships.Any(m => m.Member == pair.Login.Oid && m.Role == pair.Role.Oid)
                        ? Ddl.Text($"revoke {pair.Role.Sql()} from {pair.Login.Sql()}")
                        : null,
                    pair.Role.Name
                )
            );
}
