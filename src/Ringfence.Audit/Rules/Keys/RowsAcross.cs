using Ringfence.Audit.Data;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Keys;

/// <summary>rows that refer to rows of another tenant.</summary>
internal sealed class RowsAcross() : Rule("RF504", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        from count in subject.Crossings
        where count.Rows > 0
        let table = subject.Find(count.Table)
        where table is not null
        select At(
            table.Object,
            $"{count.Rows} of its rows refer to rows of another tenant by foreign key {QualifiedName.Quote(count.Key)}: what a "
                + "tenant is shown there is another's",
            part: count.Key
        );

    public override IEnumerable<Undecided> Doubt(AuditSubject subject) =>
        from count in subject.Crossings
        where count.Rows is null
        let table = subject.Find(count.Table)
        where table is not null
        select Doubtful(table, count);

    private Undecided Doubtful(TenantTable table, CrossingCount count) =>
        new(
            this,
            table.Object,
            $"the rows of foreign key {QualifiedName.Quote(count.Key)} were not counted: {count.Why}"
        );
}
