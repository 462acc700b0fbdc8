using Ringfence.Audit.Definers;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a definer function that keeps tenants apart by itself.</summary>
internal sealed class DefinerChecksCaller() : Rule("RF418", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .DefinerReads.Where(read => read.Check == CallerCheck.Asks)
            .Select(read =>
                At(
                    read.Function.Named(),
                    $"runs as {subject.Roles.Name(read.Function.Owner)}, whom the policies of "
                        + $"{read.Table.Name} do not keep to a tenant, and nothing but its own conditions keeps it to its "
                        + "caller's rows: "
                        + "somebody should read it, and again whenever it changes"
                )
            );
}
