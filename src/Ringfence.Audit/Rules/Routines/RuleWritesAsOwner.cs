using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a rule that works on tenant tables past the policies.</summary>
internal sealed class RuleWritesAsOwner() : Rule("RF404", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Tables.Where(table => subject.Writes(table))
            .SelectMany(table => table.Rules.Select(rule => (Table: table, Rule: rule)))
            .Where(pair => pair.Rule.Enabled != FiresIn.Disabled)
            .SelectMany(pair =>
                pair.Rule.Uses.Where(use => use.Kind == UsedKind.Relation && use.Oid != pair.Table.Oid)
                    .Select(use => use.Oid)
                    .Distinct()
                    .Select(subject.Find)
                    .OfType<TenantTable>()
                    .Where(used =>
                        subject.Owners.Of(pair.Table.Owner, used, Commands(pair.Rule)) == Verdict.DoesNot
                        && (used.Table.HasRowSecurity || !subject.Reaches(used.Table))
                    )
                    .Take(1)
                    .Select(used =>
                        At(
                            pair.Table.Named(),
                            $"its rule {QualifiedName.Quote(pair.Rule.Name)} works on {used.Name} as "
                                + $"{subject.Roles.Name(pair.Table.Owner)}, whom the policies do not keep to a tenant",
                            Ddl.Text($"drop rule {SqlName.Parse(pair.Rule.Name)} on {pair.Table.Sql()}"),
                            pair.Rule.Name
                        )
                    )
            );

    /// <summary>What it does is in its text; it reads at least.</summary>
    private static IEnumerable<PolicyCommand> Commands(RewriteRule rule) =>
        PolicyJudgements
            .Commands.Select(static one => one.Command)
            .Where(command =>
                command == PolicyCommand.Select
                || Functions.Names(rule.Definition.ToLowerInvariant(), command.ToString())
            );
}
