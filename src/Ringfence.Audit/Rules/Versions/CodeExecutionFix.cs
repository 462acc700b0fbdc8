using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Versions;

/// <summary>a server on which SQL becomes code.</summary>
internal sealed class CodeExecutionFix() : Rule("RF902", Severity.Error)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var version = subject.Snapshot.Server.Version;
        var missing = CodeExecutionFixes.All.Where(fix => fix.IsMissingIn(version)).ToList();
        if (missing.Count > 0)
        {
            yield return At(
                new("server", $"PostgreSQL {version / 10_000}.{version % 10_000}"),
                "whoever may run SQL may run code on it, past every policy: "
                    + string.Join("; ", missing.Select(fix => $"{fix.Id}, {fix.What}"))
            );
        }
    }
}
