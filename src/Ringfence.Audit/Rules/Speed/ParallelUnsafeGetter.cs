using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Rules.Speed;

/// <summary>a policy that forbids parallel plans.</summary>
internal sealed class ParallelUnsafeGetter() : Rule("RF805", Severity.Note)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .PolicyFunctions()
            .Where(used =>
                used.Function
                    is { IsSystem: false, Parallel: ParallelSafety.Unsafe, Volatility: not Volatility.Volatile }
            )
            .Select(used =>
                At(
                    used.Function.Named(),
                    "is parallel unsafe, as functions are unless they say otherwise, and policy "
                        + $"{used.Policies[0]} calls it: no statement on the table runs in parallel",
                    null
                )
            );
}
