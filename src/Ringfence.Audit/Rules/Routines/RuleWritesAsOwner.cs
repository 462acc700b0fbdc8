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
                    .Where(used => used.Table.HasRowSecurity && subject.Roles.Bypasses(pair.Table.Owner, used.Table))
                    .Take(1)
                    .Select(used =>
                        At(
                            pair.Table.Named(),
                            $"its rule {QualifiedName.Quote(pair.Rule.Name)} works on {used.Name} as "
                                + $"{subject.Roles.Name(pair.Table.Owner)}, for whom the policies do not hold",
                            Ddl.Text($"drop rule {SqlName.Parse(pair.Rule.Name)} on {pair.Table.Sql()}"),
                            pair.Rule.Name
                        )
                    )
            );
}
