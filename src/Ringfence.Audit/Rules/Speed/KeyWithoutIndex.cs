using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Speed;

/// <summary>a foreign key without an index.</summary>
internal sealed class KeyWithoutIndex() : Rule("RF806", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => !table.Table.IsPartition)
            .SelectMany(table =>
                table
                    .Table.Constraints.Where(key => key is { Kind: ConstraintKind.ForeignKey, Columns.Length: > 1 })
                    .Where(key => subject.Find(key.ReferencedTable!.Value) is not null)
                    .Where(key => !table.Table.Indexes.Any(index => Serves(index, key)))
                    .Select(key =>
                        At(
                            table.Object,
                            $"no index begins with the columns of its foreign key {QualifiedName.Quote(key.Name)}: "
                                + "deleting a referenced row reads the whole table",
                            Fix(table.Table, key),
                            key.Name
                        )
                    )
            );

    private static bool Serves(TableIndex index, Constraint key) =>
        index is { IsValid: true, Predicate: null, Method: "btree" }
        && index.Columns.Length >= key.Columns.Length
        && index.Columns.Take(key.Columns.Length).ToHashSet().SetEquals(key.Columns);

    private static string Fix(Table table, Constraint key)
    {
        var columns = key.Columns.Select(number => table.Columns.First(column => column.Number == number).Sql().Quoted);
        return Ddl.Text($"create index on {table.Sql()} ({new SqlQuoted(string.Join(", ", columns))})");
    }
}
