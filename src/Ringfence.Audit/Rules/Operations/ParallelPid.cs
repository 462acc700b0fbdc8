using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Operations;

/// <summary>a getter by pid that runs in parallel workers.</summary>
internal sealed class ParallelPid() : Rule("RF703", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .PolicyFunctions()
            .Where(used =>
                used.Function is { IsSystem: false, Parallel: ParallelSafety.Safe }
                && used.Function.Mentions("pg_backend_pid")
            )
            .Select(used =>
                At(
                    used.Function.Named(),
                    "reads the backend's pid, and is parallel safe: a parallel worker has another pid, which "
                        + "may be another tenant's",
                    Ddl.Text($"alter function {used.Function.Sql()} parallel restricted")
                )
            );
}
