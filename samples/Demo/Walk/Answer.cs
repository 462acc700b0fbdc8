using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Demo.Walk;

/// <summary>What came of a step.</summary>
internal sealed partial record Answer
{
    /// <summary>For the reader.</summary>
    public required string Text { get; init; }

    /// <summary>The status of an HTTP answer; zero for another.</summary>
    public int Status { get; init; }

    /// <summary>The code of a refusal: Ringfence's, such as RF1001, or PostgreSQL's SQLSTATE; empty for none.</summary>
    public string Code { get; init; } = "";

    /// <summary>Why the contract refused, such as <c>seal_foreign</c>; empty for none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Where an HTTP answer points; empty for nowhere.</summary>
    public string Location { get; init; } = "";

    /// <summary>What came, as it came.</summary>
    public string Body { get; init; } = "";

    /// <summary>How many rows of which tenant came; every host and address names its tenant.</summary>
    public ImmutableSortedDictionary<string, int> Rows { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    public static ImmutableSortedDictionary<string, int> CountRows(string text) =>
        Owner.Matches(text).CountBy(match => match.Groups["tenant"].Value).ToImmutableSortedDictionary();

    public static string Describe(ImmutableSortedDictionary<string, int> rows) =>
        rows.IsEmpty ? "no rows" : string.Join(", ", rows.Select(row => $"{Count(row.Value)} of {row.Key}"));

    /// <summary>In words: 1 row, 2 rows.</summary>
    public static string Count(int rows) => rows == 1 ? "1 row" : $"{rows} rows";

    /// <summary>The first sentence of a message: what happened. What to do about it follows.</summary>
    public static string FirstSentence(string message) => message.Split(". ")[0].TrimEnd('.');

    [GeneratedRegex(@"\b(?<tenant>red|blue|green)\.example", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Owner { get; }
}
