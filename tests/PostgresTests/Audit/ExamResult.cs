using System.Collections.Immutable;
using Ringfence.Audit;

namespace PostgresTests.Audit;

/// <summary>What an exam showed, and the proposed SQL that ran and mended nothing.</summary>
internal sealed record ExamResult(AuditResult Audit, ImmutableArray<string> Unmended)
{
    public IEnumerable<string> Found =>
        Audit.Open.Select(finding => $"{finding.Rule.Id} {finding.Object}").Distinct().Order(StringComparer.Ordinal);

    /// <param name="words">A rule's id and, after a space, what one of its findings has in its message.</param>
    public bool Says(string words) =>
        Audit.Open.Any(finding =>
            finding.Rule.Id == words[..5] && finding.Message.Contains(words[6..], StringComparison.Ordinal)
        );

    public IEnumerable<string> Undecided =>
        Audit.Undecided.Select(one => $"{one.Rule.Id} {one.Object}").Distinct().Order(StringComparer.Ordinal);
}
