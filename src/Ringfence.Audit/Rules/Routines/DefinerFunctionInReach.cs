using Ringfence.Audit.Definers;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a definer function that goes past the policies.</summary>
internal sealed class DefinerFunctionInReach() : Rule("RF411", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .DefinerReads.Where(read => read.Check == CallerCheck.Missing)
            .Select(read =>
                At(
                    read.Function.Named(),
                    $"runs as {subject.Roles.Name(read.Function.Owner)}, "
                        + (
                            read.Through is { } through
                                ? $"goes past the policies of {read.Table.Name}, as it reads that table by {through}"
                                : $"whom the policies of {read.Table.Name} do not keep to a tenant, names that table"
                        )
                        + ", and services may call it",
                    read.Function.Revoke(subject.Roles)
                )
            );

    public override IEnumerable<Undecided> Doubt(AuditSubject subject) =>
        subject
            .DefinerReads.Where(read => read.Check == CallerCheck.Unclear)
            .Select(read => new Undecided(
                this,
                read.Function.Named(),
                $"whether it keeps to its caller: it runs as {subject.Roles.Name(read.Function.Owner)}, past the "
                    + $"policies of {read.Table.Name}, and it is not understood {read.Why}"
            ));
}
