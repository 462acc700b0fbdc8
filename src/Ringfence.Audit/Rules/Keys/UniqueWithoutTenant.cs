using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Keys;

/// <summary>a unique key that tells of other tenants.</summary>
internal sealed class UniqueWithoutTenant() : Rule("RF503", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        Keys(subject)
            .Where(key => key.IsMade == false)
            .Select(key =>
                At(
                    key.Table.Object,
                    $"its key {QualifiedName.Quote(key.Index.Name)} does not hold the tenant: what one tenant has, no other "
                        + "may have, and an insert tells which",
                    part: key.Index.Name
                )
            );

    public override IEnumerable<Undecided> Doubt(AuditSubject subject) =>
        Keys(subject)
            .Where(key => key.IsMade is null)
            .Select(key => new Undecided(
                this,
                key.Table.Object,
                $"whether its key {QualifiedName.Quote(key.Index.Name)}, which does not hold the tenant, tells of other tenants: "
                    + (
                        key.Index.IsExclusion
                            ? "what it compares its columns by is not understood"
                            : "a function makes its values, and how much of them is random is not understood"
                    )
            ));

    /// <summary>The unique keys without the tenant, and whether the server makes a value of theirs.</summary>
    private static IEnumerable<(TenantTable Table, TableIndex Index, bool? IsMade)> Keys(AuditSubject subject)
    {
        var random = new RandomDefault(JudgedCatalog.Of(subject.Snapshot).Bodies, subject.Snapshot);
        return from table in subject.Tables
            where table is { Column: not null, IsRoot: false, Table.IsPartition: false } && subject.Writes(table.Table)
            from index in table.Table.Indexes
            where (index.IsUnique || index.IsExclusion) && index.IsValid
            let columns = KeyColumns.That(index, table.Table, table.Column!)
            where columns?.Contains(table.Column!.Number) != true
            select (table, index, columns is null ? null : IsMade(subject, random, table.Table, columns));
    }

    /// <summary>
    /// Whether the server makes a value of the key: an identity, a sequence, or one that is too long to be guessed. Null where
    /// a function makes it in a way that is not understood.
    /// </summary>
    private static bool? IsMade(AuditSubject subject, RandomDefault random, Table table, IReadOnlyList<int> columns)
    {
        var made = columns
            .Select(number => table.Columns.FirstOrDefault(column => column.Number == number))
            .OfType<Column>()
            .Select(column =>
                column.Identity != ColumnIdentity.None || IsPlainUuid(subject, table, column)
                    ? true
                    : random.IsMade(column)
            )
            .ToList();
        return made.Contains(true) ? true
            : made.Contains(null) ? null
            : false;
    }

    /// <summary>
    /// A uuid without a default is made by the application, and nobody comes upon it by trying; but for one that refers to a
    /// row that several tenants know of.
    /// </summary>
    private static bool IsPlainUuid(AuditSubject subject, Table table, Column column) =>
        column.Default is null
        && (column.BaseType ?? column.Type) == "uuid"
        && table
            .Constraints.Where(key => key.Kind == ConstraintKind.ForeignKey && key.Columns.Contains(column.Number))
            .All(key => key.ReferencedTable is { } other && subject.Find(other) is { IsRoot: false });
}
