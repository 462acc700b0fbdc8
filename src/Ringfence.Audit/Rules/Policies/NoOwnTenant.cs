using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>policies that never look at the table's own tenant.</summary>
internal sealed class NoOwnTenant() : Rule("RF324", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Leaks.Where(leak => leak.Doubtful.Any(way => way.Reason == Reason.Membership))
            .Select(leak => leak.Table)
            .DistinctBy(table => table.Oid)
            .Where(table => IsFound(subject, table))
            .Select(table =>
                At(
                    table.Object,
                    $"rows of other tables decide, and never its own {QualifiedName.Quote(table.Column!.Name)}: a row that "
                        + "names another tenant passes with them"
                )
            );

    /// <summary>Whether none of the policies that hold for services names the tenant column of the table.</summary>
    public static bool IsFound(AuditSubject subject, TenantTable table) =>
        table.Column is { } column
        && table.Table.Policies.Where(subject.Applies).SelectMany(Trees).ToList() is { Count: > 0 } trees
        && !trees.Exists(tree => tree is null || Names(tree, RowShape.Of(table.Table, column.Name, static _ => [])));

    /// <summary>Null where one cannot be read.</summary>
    private static IEnumerable<Expression?> Trees(Policy policy) =>
        new[] { policy.Using, policy.Check }
            .OfType<string>()
            .Select(text => SqlParser.Expression(text) is { IsParsed: true } parsed ? parsed.Tree : null);

    private static bool Names(Expression tree, RowShape row) =>
        tree.DescendantsAndSelf().Any(node => node is Expression expression && row.IsTenantColumn(expression))
        // The row as a whole has its tenant in it.
        || tree.DescendantsAndSelf().Any(node => node is Expression.Star or Expression.AllFields);
}
