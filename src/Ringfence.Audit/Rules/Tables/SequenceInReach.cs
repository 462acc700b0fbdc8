using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Schemas;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>a counter of all tenants that services read or turn back.</summary>
internal sealed class SequenceInReach() : Rule("RF217", Severity.Note)
{
    /// <summary>What an insert into a serial column needs is usage alone, and of an identity nothing.</summary>
    private const PrivilegeSet Privileges = PrivilegeSet.Select | PrivilegeSet.Update;

    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        from sequence in subject.Snapshot.Sequences
        let table = sequence.OwningTable is { } oid ? subject.Find(oid) : null
        where table is { IsRoot: false } && !subject.Roles.Has(sequence.Owner)
        let grantees = subject.Roles.Grantees(sequence.Grants, Privileges, sequence.Owner)
        where !grantees.IsEmpty
        select At(
            new("sequence", QualifiedName.Of(sequence.Schema, sequence.Name)),
            $"numbers the rows of all tenants in {table.Name}, and services may read or set it: it tells how many rows the "
                + "others add, and set back it makes their inserts fail",
            string.Join(";\n", grantees.Select(grantee => Fix(subject, sequence, grantee)))
        );

    private static string Fix(AuditSubject subject, Sequence sequence, uint grantee)
    {
        var name = new SqlTable(SqlName.Parse(sequence.Schema), SqlName.Parse(sequence.Name));
        return Ddl.Text($"revoke select, update on sequence {name} from {subject.Roles.Grantee(grantee)}");
    }
}
