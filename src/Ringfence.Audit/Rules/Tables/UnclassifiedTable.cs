using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>A table of which nobody says whose rows it holds, and which services reach.</summary>
internal sealed class UnclassifiedTable() : Rule("RF205", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Unclassified.Where(subject.Reaches)
            .Select(table =>
                At(
                    table.Named(),
                    "services reach it, and nobody says whose rows it holds: they may be tenants', and nothing "
                        + "keeps them "
                        + "apart"
                )
            );
}
