using System.Collections.Immutable;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>large objects that services can read.</summary>
internal sealed class LargeObjectsInReach() : Rule("RF215", Severity.Error)
{
    private const PrivilegeSet OnObjects = PrivilegeSet.Select | PrivilegeSet.Update;

    private static readonly string[] Openers = ["lo_open", "lo_get", "lo_put"];

    private static readonly string[] Yes = ["on", "true", "yes", "1"];

    public override ImmutableArray<string> Needs => ["large objects"];

    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        if (!Opens(subject))
        {
            return [];
        }

        var all = subject.Snapshot.Settings.Any(setting =>
            setting.Name == "lo_compat_privileges" && Yes.Contains(setting.Value)
        );
        return subject
            .Snapshot.LargeObjects.Where(one =>
                all || (subject.Roles.Has(one.Grantee) && (one.Privileges & OnObjects) != PrivilegeSet.None)
            )
            .GroupBy(one => one.Owner)
            .Select(group =>
                At(
                    new("large objects", $"of {subject.Roles.Name(group.Key)}"),
                    $"{group.Max(one => one.Objects)} large objects are in reach of services: policies do not hold for large "
                        + "objects, and their numbers can be guessed"
                )
            );
    }

    /// <summary>Everybody may, unless somebody revoked it: only then does a snapshot hold the function.</summary>
    private static bool Opens(AuditSubject subject) =>
        Openers.Any(name =>
        {
            var known = subject.Snapshot.Functions.Where(one => one is { IsSystem: true } && one.Name == name).ToList();
            return known.Count == 0 || known.Exists(subject.Executes);
        });
}
