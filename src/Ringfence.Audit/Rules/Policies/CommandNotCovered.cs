using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a granted command that no policy covers.</summary>
internal sealed class CommandNotCovered() : Rule("RF307", Severity.Warning)
{
    private static readonly (PrivilegeSet Privilege, PolicyCommand Command, string Word)[] Commands =
    [
        (PrivilegeSet.Select, PolicyCommand.Select, "select"),
        (PrivilegeSet.Insert, PolicyCommand.Insert, "insert"),
        (PrivilegeSet.Update, PolicyCommand.Update, "update"),
        (PrivilegeSet.Delete, PolicyCommand.Delete, "delete"),
    ];

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table.HasRowSecurity && !table.Table.IsPartition)
            .Where(table => table.Table.Policies.Any(policy => policy.IsPermissive))
            .Select(table => (Table: table, Missing: Missing(subject, table.Table)))
            .Where(pair => pair.Missing.Length > 0)
            .Select(pair =>
                At(
                    pair.Table.Object,
                    $"services are granted {string.Join(", ", pair.Missing)}, and no permissive policy of theirs covers it: "
                        + "it does nothing, mostly without an error"
                )
            );

    private static string[] Missing(AuditSubject subject, Table table) =>
        [
            .. Commands
                .Where(one => subject.Can(table, one.Privilege))
                .Where(one =>
                    !table.Policies.Any(policy =>
                        policy.IsPermissive
                        && (policy.Command == one.Command || policy.Command == PolicyCommand.All)
                        && subject.Applies(policy)
                    )
                )
                .Select(one => one.Word),
        ];
}
