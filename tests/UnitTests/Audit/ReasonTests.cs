using Ringfence.Audit;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Rules.Policies;

namespace UnitTests.Audit;

/// <summary>No answer of the judge goes unheard.</summary>
public sealed class ReasonTests
{
    public static TheoryData<string> Reasons => [.. Enum.GetNames<Reason>().Where(name => name != nameof(Reason.None))];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Each_reason_is_a_doubt_or_is_told_of_by_one_rule(string name)
    {
        var reason = Enum.Parse<Reason>(name);

        var rules = RuleSet.All.OfType<LeakRule>().Count(rule => rule.Reasons.Contains(reason));

        Assert.Equal(Way.Doubts.Contains(reason) ? 0 : 1, rules);
    }
}
