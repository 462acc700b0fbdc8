using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Versions;

/// <summary>a server that lacks a fix of row security.</summary>
internal sealed class RowSecurityFix() : Rule("RF901", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var version = subject.Snapshot.Server.Version;
        var missing = RowSecurityFixes.All.Where(fix => fix.IsMissingIn(version)).ToList();
        if (missing.Count > 0)
        {
            yield return At(
                new("server", $"PostgreSQL {version / 10_000}.{version % 10_000}"),
                $"lacks fixes of row security: {string.Join("; ", missing.Select(fix => $"{fix.Id}, {fix.What}"))}"
            );
        }
    }
}
