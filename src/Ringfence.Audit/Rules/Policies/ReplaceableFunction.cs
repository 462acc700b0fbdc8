using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>a function of a policy that services can replace.</summary>
internal sealed class ReplaceableFunction() : Rule("RF317", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .PolicyFunctions()
            .Where(used => !used.Function.IsSystem && subject.Roles.Has(used.Function.Owner))
            .Select(used =>
                At(
                    used.Function.Named(),
                    $"services can act as its owner, and policy {used.Policies[0]} calls it: they replace it by "
                        + "one that answers what they like",
                    null
                )
            );
}
