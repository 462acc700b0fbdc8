using System.Collections.Immutable;
using Ringfence.Audit;

namespace PostgresTests.Audit;

/// <summary>What an exam showed, and the proposed SQL that ran and mended nothing.</summary>
internal sealed record ExamResult(AuditResult Audit, ImmutableArray<string> Unmended)
{
    public IEnumerable<string> Found =>
        Audit.Open.Select(finding => $"{finding.Rule.Id} {finding.Object}").Distinct().Order(StringComparer.Ordinal);

    public IEnumerable<string> Undecided =>
        Audit.Undecided.Select(one => $"{one.Rule.Id} {one.Object}").Distinct().Order(StringComparer.Ordinal);
}
