using System.Collections.Immutable;
using Ringfence.Audit;

namespace UnitTests.Audit;

/// <summary>Results of audits of databases whose names mean harm.</summary>
internal static class Results
{
    /// <summary>A name that tries to end whatever it stands in.</summary>
    public const string Hostile =
        "x|y`</failure>]]>\u001b[2J\r\n::error::owned\n\"'\u202e<b>*_[a](javascript:b)%0A{0}\u0000\u2028--\ndrop table t;";

    public static Rule Rule => RuleSet.Find("RF201")!;

    public static Rule Other => RuleSet.Find("RF601")!;

    public static AuditResult Of(params JudgedFinding[] findings) =>
        new()
        {
            Subject = $"Database {Hostile}",
            Findings = [.. findings],
            Undecided = [],
            Unseen = [],
            Unclassified = [],
            Rules = [Rule, Other],
        };

    public static JudgedFinding Found(
        string name = Hostile,
        FindingState state = FindingState.Open,
        Rule? rule = null,
        string part = ""
    ) =>
        new(
            new()
            {
                Rule = rule ?? Rule,
                Object = new("table", name),
                Message = $"message {Hostile}",
                Fix = $"alter table {Hostile};\nsecond",
                Part = part,
                Properties = ImmutableSortedDictionary<string, string>.Empty.Add(Hostile, Hostile),
            },
            state,
            state == FindingState.Suppressed ? Hostile : null
        );

    /// <summary>One of everything that a result can hold.</summary>
    public static AuditResult Whole() =>
        Of(Found(), Found(state: FindingState.Suppressed), Found(state: FindingState.Known, rule: Other)) with
        {
            Undecided = [new(Rule, new("table", Hostile), Hostile)],
            Unseen = [Hostile],
            Unclassified = [Hostile],
            Stale = [Hostile],
            Expired =
            [
                new()
                {
                    Rule = "RF201",
                    Object = Hostile,
                    Reason = Hostile,
                    Expires = new(2026, 1, 1),
                },
            ],
        };
}
