using System.Globalization;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Versions;

/// <summary>a server that gets no more fixes.</summary>
internal sealed class EndOfLife() : Rule("RF903", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var version = subject.Snapshot.Server.Version;
        if (EndsOfLife.Find(version / 10_000) is { } end && end < subject.Today)
        {
            yield return At(
                new("server", $"PostgreSQL {version / 10_000}.{version % 10_000}"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"its major version has had no fixes since {end:yyyy-MM-dd}: holes that are found now stay open"
                )
            );
        }
    }
}
