using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Routines;

/// <summary>a definer function that goes past the policies.</summary>
internal sealed class DefinerFunctionInReach() : Rule("RF411", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Snapshot.Functions.Where(function =>
                function is { IsDefiner: true, IsTrigger: false, IsSystem: false } && subject.Executes(function)
            )
            .Select(function => (Function: function, Table: subject.TouchedPastPolicies(function)))
            .Where(pair => pair.Table is not null)
            .Select(pair =>
                At(
                    pair.Function.Named(),
                    $"runs as {subject.Roles.Name(pair.Function.Owner)}, for whom the policies of "
                        + $"{pair.Table!.Name} do not "
                        + "hold, names that table, and services may call it",
                    pair.Function.Revoke(subject.Roles)
                )
            );
}
