using Ringfence.Audit.Rules.Policies;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Speed;

/// <summary>several permissive policies for one command.</summary>
internal sealed class SeveralPermissivePolicies() : Rule("RF804", Severity.Note)
{
    private static readonly PolicyCommand[] Commands =
    [
        PolicyCommand.Select,
        PolicyCommand.Insert,
        PolicyCommand.Update,
        PolicyCommand.Delete,
    ];

    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        // Where one of them is too wide already, that is what there is to say.
        var open = ToldLeaks.Open(subject);
        return subject
            .Tables.Where(table => table.Table.HasRowSecurity && subject.Reaches(table.Table))
            .Where(table => !open.Contains(table.Oid))
            .SelectMany(table =>
                Commands
                    .Select(command => (command, Count: Count(subject, table, command)))
                    .Where(pair => pair.Count > 1)
                    .Take(1)
                    .Select(pair =>
                        At(
                            table.Object,
                            $"{pair.Count} permissive policies hold for one command of the services: each row is tried "
                                + "by "
                                + "all, and one of them that is too wide opens the table"
                        )
                    )
            );
    }

    /// <summary>A session is one role at a time, and those of another are not tried.</summary>
    private static int Count(AuditSubject subject, TenantTable table, PolicyCommand command) =>
        subject
            .Roles.BoundSessions.Select(role =>
                table.Table.Policies.Count(policy =>
                    policy.IsPermissive
                    && (policy.Command == command || policy.Command == PolicyCommand.All)
                    && subject.Applies(policy, role)
                )
            )
            .DefaultIfEmpty()
            .Max();
}
