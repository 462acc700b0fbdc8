using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a trigger that works past the policies.</summary>
internal sealed class DefinerTrigger() : Rule("RF416", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        Touching(subject)
            .Where(pair => pair.Touched.Kept == Verdict.DoesNot)
            .Select(pair =>
                At(
                    pair.Function.Named(),
                    $"is a trigger's, runs as {subject.Roles.Name(pair.Function.Owner)}, whom the policies of "
                        + $"{pair.Touched.Table.Name} do not keep to a tenant, and names that table: a row that a tenant "
                        + "writes reaches others'",
                    Ddl.Text($"alter function {pair.Function.Sql()} security invoker")
                )
            );

    public override IEnumerable<Undecided> Doubt(AuditSubject subject) =>
        Touching(subject)
            .Where(pair => pair.Touched.Kept == Verdict.Undecided)
            .Select(pair => new Undecided(
                this,
                pair.Function.Named(),
                $"whether the policies of {pair.Touched.Table.Name} keep {subject.Roles.Name(pair.Function.Owner)}, as whom "
                    + "it runs for a trigger, to the tenant of services"
            ));

    /// <summary>The definer functions of triggers, each with a table that it names past the policies.</summary>
    private static IEnumerable<(Function Function, TouchedTable Touched)> Touching(AuditSubject subject) =>
        subject
            .Snapshot.Tables.Where(subject.Writes)
            .SelectMany(table => table.Triggers.Where(trigger => trigger.Enabled != FiresIn.Disabled))
            .Select(trigger => subject.Graph.FindFunction(trigger.Function))
            .OfType<Function>()
            .Where(function => function is { IsDefiner: true, IsSystem: false })
            .DistinctBy(function => function.Oid)
            .SelectMany(function =>
                subject.TouchedPastPolicies(function).Take(1).Select(touched => (function, touched))
            );
}
