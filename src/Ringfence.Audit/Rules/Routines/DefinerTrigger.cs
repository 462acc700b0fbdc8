using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a trigger that works past the policies.</summary>
internal sealed class DefinerTrigger() : Rule("RF416", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Tables.Where(subject.Writes)
            .SelectMany(table => table.Triggers.Where(trigger => trigger.Enabled != FiresIn.Disabled))
            .Select(trigger => subject.Graph.FindFunction(trigger.Function))
            .OfType<Function>()
            .Where(function => function is { IsDefiner: true, IsSystem: false })
            .DistinctBy(function => function.Oid)
            .Select(function => (Function: function, Table: subject.TouchedPastPolicies(function).FirstOrDefault()))
            .Where(pair => pair.Table is not null)
            .Select(pair =>
                At(
                    pair.Function.Named(),
                    $"is a trigger's, runs as {subject.Roles.Name(pair.Function.Owner)}, for whom the policies of "
                        + $"{pair.Table!.Name} do not hold, and names that table: a row that a tenant writes reaches "
                        + "others'",
                    Ddl.Text($"alter function {pair.Function.Sql()} security invoker")
                )
            );
}
