using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that ask each other in a circle.</summary>
internal sealed class RecursivePolicy() : Rule("RF315", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table.Table.HasRowSecurity && subject.Reaches(table.Table))
            .Where(table => Asked(subject, table.Table).Contains(table.Oid))
            .Select(table =>
                At(
                    table.Object,
                    "its policies ask tables whose policies ask it again: statements fail with infinite recursion"
                )
            );

    /// <summary>The tables that policies read, theirs too, and so on.</summary>
    private static HashSet<uint> Asked(AuditSubject subject, Table table)
    {
        var asked = new HashSet<uint>();
        var left = new Stack<Table>([table]);
        while (left.TryPop(out var next))
        {
            var uses = next
                .Policies.Where(subject.Applies)
                // A policy's own columns are uses of its table too.
                .SelectMany(policy =>
                    policy
                        .Uses.DistinctBy(use => (use.Kind, use.Oid))
                        .Where(use => use.Oid != next.Oid || AsksItself(policy, next))
                )
                .Where(use => use.Kind == UsedKind.Relation && asked.Add(use.Oid));
            foreach (var used in uses.ToList())
            {
                if (subject.Graph.FindTable(used.Oid) is { HasRowSecurity: true } again)
                {
                    left.Push(again);
                }
            }
        }

        return asked;
    }

    private static bool AsksItself(Policy policy, Table table) =>
        new[] { policy.Using, policy.Check }
            .OfType<string>()
            .Select(text => SqlParser.Expression(text))
            .Where(parsed => parsed.IsParsed)
            .SelectMany(parsed => parsed.Tree!.DescendantsAndSelf())
            .OfType<FromItem.Table>()
            .Any(item => item.Name.Last == table.Name && (item.Name.Schema ?? table.Schema) == table.Schema);
}
