using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a volatile function in a policy.</summary>
internal sealed class VolatileGetter() : Rule("RF318", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .PolicyFunctions()
            .Where(used => used.Function is { Volatility: Volatility.Volatile, IsSystem: false })
            .Select(used =>
                At(
                    used.Function.Named(),
                    $"is volatile, and policy {used.Policies[0]} calls it: it runs for every row, and no index "
                        + "is used with its result",
                    Ddl.Text($"alter function {used.Function.Sql()} stable")
                )
            );
}
