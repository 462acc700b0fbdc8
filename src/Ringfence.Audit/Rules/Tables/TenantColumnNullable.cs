using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a tenant column that may be null.</summary>
internal sealed class TenantColumnNullable() : Rule("RF210", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table is { Column.IsNotNull: false, IsRoot: false, Table.IsPartition: false })
            .Where(table => table.Table.Kind is TableKind.Ordinary or TableKind.Partitioned)
            .Select(table =>
                At(
                    table.Object,
                    $"its tenant column {QualifiedName.Quote(table.Column!.Name)} may be null: such rows are "
                        + "nobody's, and "
                        + "everybody's by any policy that takes null for a match",
                    Ddl.Text($"alter table {table.Table.Sql()} alter column {table.Column.Sql()} set not null")
                )
            );
}
