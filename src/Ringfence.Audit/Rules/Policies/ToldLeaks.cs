using System.Collections.Frozen;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>The tables of which a run says that policies do not keep their tenants apart, or that it cannot tell.</summary>
internal static class ToldLeaks
{
    private static readonly FrozenDictionary<Reason, LeakRule> Rules = RuleSet
        .All.OfType<LeakRule>()
        .SelectMany(rule => rule.Reasons.Select(reason => (reason, rule)))
        .ToFrozenDictionary(pair => pair.reason, pair => pair.rule);

    /// <summary>Those whose rows of other tenants services reach: whatever else is wrong there, is to be written anew.</summary>
    public static HashSet<uint> Open(AuditSubject subject) =>
        [
            .. subject
                .Leaks.Where(leak => leak.Open.Any(way => IsTold(subject, leak, way.Reason)))
                .Select(leak => leak.Table.Oid),
        ];

    /// <summary>Those, and those that cannot be judged.</summary>
    public static HashSet<uint> OpenOrUndecided(AuditSubject subject)
    {
        var immutable = PolicyUndecided.ImmutableGetters(subject);
        return
        [
            .. Open(subject),
            .. subject
                .Leaks.Where(leak =>
                    leak.Doubtful.Any(way =>
                        PolicyUndecided.IsTold(subject, leak.Table, way, immutable)
                        || subject.Tells<PolicyUndecided>(leak.Table.Object)
                    )
                )
                .Select(leak => leak.Table.Oid),
        ];
    }

    /// <summary>Whether the rule of a way past policies says so: of rows that are only written, the rule of checks.</summary>
    public static bool IsTold(AuditSubject subject, PolicyJudgement leak, Reason reason) =>
        leak.OfCheck
            ? subject.Tells<CheckWeakerThanUsing>(leak.Table.Object)
            : Rules.TryGetValue(reason, out var rule) && subject.Told.Tells(rule, leak.Table.Object);
}
