using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Speed;

/// <summary>a tenant table without an index that leads with the tenant.</summary>
internal sealed class NoLeadingIndex() : Rule("RF801", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table =>
                table is { Column: not null, IsRoot: false, Table: { IsPartition: false, HasRowSecurity: true } }
                && table.Table.Kind is TableKind.Ordinary or TableKind.Partitioned
            )
            .Where(table => subject.Reaches(table.Table))
            .Where(table =>
                !table.Table.Indexes.Any(index =>
                    index is { IsValid: true, Predicate: null }
                    && index.Columns is [var first, ..]
                    && first == table.Column!.Number
                )
            )
            .Select(table =>
                At(
                    table.Object,
                    "no index leads with its tenant column: each statement of each tenant reads the rows of all",
                    Ddl.Text($"create index on {table.Table.Sql()} ({table.Column!.Sql()})")
                )
            );
}
