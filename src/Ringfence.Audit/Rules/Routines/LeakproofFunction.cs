using Ringfence.Audit.Subjects;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a function that is declared leakproof.</summary>
internal sealed class LeakproofFunction() : Rule("RF414", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Functions.Where(function => function is { IsLeakproof: true, IsSystem: false, Extension: null })
            .Where(subject.Executes)
            .Select(function =>
                At(
                    function.Named(),
                    "is declared leakproof: the server runs it on rows before the policies have sorted them out",
                    Ddl.Text($"alter function {function.Sql()} not leakproof")
                )
            );
}
