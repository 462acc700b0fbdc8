using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>tenants that are compared so that two may be one.</summary>
internal sealed class WeakTenantComparison() : Rule("RF322", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        // Where the tenants are listed by the same equality, no two of them can be equal.
        var root = subject.Tables.FirstOrDefault(table => table is { IsRoot: true, Column: not null })?.Column;
        return subject
            .Tables.Where(table => table is { IsRoot: false, Table.IsPartition: false })
            .Where(table => IsWeak(table.Column) && !IsWeak(root))
            .Select(table =>
                At(
                    table.Object,
                    $"its tenant column {QualifiedName.Quote(table.Column!.Name)} "
                        + (
                            IsByExtension(table.Column)
                                ? $"is {table.Column.Type}, which takes capitals for small letters"
                                : $"has collation {table.Column.Collation}, which takes different texts for equal"
                        )
                        + ": two tenants may see each other's rows"
                )
            );
    }

    public override IEnumerable<Undecided> Doubt(AuditSubject subject) =>
        subject
            .Leaks.SelectMany(leak => leak.Doubtful.Select(way => (leak.Table, Way: way)))
            .Where(pair => pair.Way.Reason == Reason.Wrapped)
            .GroupBy(pair => pair.Table.Oid)
            .Select(group => new Undecided(
                this,
                group.First().Table.Object,
                $"whether two tenants are one to its policies: {group.First().Way.Witness}"
            ));

    private static bool IsByExtension(Column? column) =>
        column is not null && (column.BaseType ?? column.Type).Split('.')[^1] == "citext";

    private static bool IsWeak(Column? column) => column is { IsDeterministic: false } || IsByExtension(column);
}
