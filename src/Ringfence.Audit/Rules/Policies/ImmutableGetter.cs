using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>an immutable function that reads the session.</summary>
internal sealed class ImmutableGetter() : Rule("RF316", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        Functions(subject)
            .Select(used =>
                At(
                    used.Function.Named(),
                    $"is immutable, reads the session, and policy {used.Policies[0]} calls it: a plan that was "
                        + "made for one tenant serves another",
                    Ddl.Text($"alter function {used.Function.Sql()} stable")
                )
            );

    /// <summary>The functions that it finds.</summary>
    public static IEnumerable<UsedFunction> Functions(AuditSubject subject) =>
        subject
            .PolicyFunctions()
            .Where(used =>
                used.Function is { Volatility: Volatility.Immutable, IsSystem: false } && used.Function.ReadsSession()
            );
}
