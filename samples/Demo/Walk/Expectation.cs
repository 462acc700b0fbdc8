using System.Globalization;

namespace Demo.Walk;

/// <summary>What a step should lead to: words for the reader, and the test that they stand for.</summary>
internal sealed record Expectation(string Text, Func<Answer, bool> IsMetBy)
{
    public static Expectation NoRows { get; } = new("no rows", answer => answer is { Code: "", Rows.IsEmpty: true });

    /// <summary>Exactly so many rows, all of this tenant.</summary>
    public static Expectation Rows(DemoTenant tenant, int count) =>
        new(
            $"{Answer.Count(count)} of {tenant.Name}, no other",
            answer =>
                answer.Code.Length == 0 && answer.Rows.Count == 1 && answer.Rows.GetValueOrDefault(tenant.Name) == count
        );

    /// <summary>The attack gets the rows, all of them: expected where the documentation says so.</summary>
    public static Expectation Falls(DemoTenant victim) =>
        new(
            $"FALLS, as documented: {victim.Apis} rows of {victim.Name}",
            answer => answer.Rows.GetValueOrDefault(victim.Name) == victim.Apis
        );

    public static Expectation Status(int status, string code = "") =>
        new(
            code.Length > 0 ? $"{status}, {code}" : status.ToString(CultureInfo.InvariantCulture),
            answer => answer.Status == status && answer.Code == code && answer.Rows.IsEmpty
        );

    /// <summary>An answer that holds these words.</summary>
    public static Expectation Says(string text) =>
        new(text, answer => answer.Code.Length == 0 && answer.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>Refused with this SQLSTATE, and by the contract for this reason if one is given; no row came.</summary>
    public static Expectation Refused(string sqlState = "42501", string reason = "") =>
        new(
            reason.Length > 0 ? $"refused, {sqlState} {reason}" : $"refused, {sqlState}",
            answer => answer.Code == sqlState && answer.Reason == reason && answer.Rows.IsEmpty
        );

    /// <summary>Ringfence's own exception, before anything was sent.</summary>
    public static Expectation Throws(string name, string code) =>
        new($"{name}, {code}", answer => answer.Code == code && answer.Rows.IsEmpty);
}
