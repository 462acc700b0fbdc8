using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Operations;

/// <summary>a tenant that is known by a pid alone.</summary>
internal sealed class PidOnlyKey() : Rule("RF704", Severity.Error)
{
    private const string Says =
        "finds the tenant by the pid of the server's process alone: after a crash or a forgotten unbind the next process of "
        + "that pid is the tenant that the last one was";

    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        foreach (
            var used in subject
                .PolicyFunctions()
                .Where(used => used.Function is { IsSystem: false, LooksUpPid: true, KnowsStart: false })
        )
        {
            yield return At(used.Function.Named(), Says);
        }

        foreach (var key in subject.PolicyKeys.Where(IsOwn).DistinctBy(key => key.Policy.Oid))
        {
            yield return At(key.Policy.Named(key.Table.Table), Says);
        }
    }

    /// <summary>A look-up in the policy itself; one in a function is the function's.</summary>
    private static bool IsOwn(PolicyKey key) =>
        key.Key.Kind == KeyKind.Lookup
        && PidLookups.IsByPid(key.Key.Name)
        && !PidLookups.IsByStart(key.Key.Name)
        && key.Policy.Using?.Contains("pg_backend_pid", StringComparison.Ordinal) == true;
}
