using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>two policies that say the same.</summary>
internal sealed class DuplicatePolicy() : Rule("RF321", Severity.Note)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject.Tables.SelectMany(table =>
            table
                .Table.Policies.GroupBy(policy =>
                    (
                        policy.IsPermissive,
                        policy.Command,
                        policy.Using,
                        policy.Check,
                        Roles: string.Join(' ', policy.Roles.Order())
                    )
                )
                .SelectMany(group =>
                    group
                        .OrderBy(policy => policy.Name, StringComparer.Ordinal)
                        .Skip(1)
                        .Select(policy =>
                            At(
                                policy.Named(table.Table),
                                "says what another policy of the table says",
                                Ddl.Text($"drop policy {SqlName.Parse(policy.Name)} on {table.Table.Sql()}")
                            )
                        )
                )
        );
}
