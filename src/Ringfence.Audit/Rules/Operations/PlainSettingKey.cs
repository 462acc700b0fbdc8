using Ringfence.Audit.Rules.Policies;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Operations;

/// <summary>a tenant that is known by a setting which any SQL may write.</summary>
internal sealed class PlainSettingKey() : Rule("RF701", Severity.Warning)
{
    /// <summary>Whoever may change such a setting may do more than that.</summary>
    private static readonly string[] Guarded = ["superuser", "superuser-backend", "sighup", "postmaster", "internal"];

    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        // Policies through which rows of other tenants pass, and those with another key than the rest, are told of as that,
        // and are to be written anew.
        var open = ToldLeaks.Open(subject);
        open.UnionWith(DifferentKeys.Told(subject));
        var only = new OnlyBySetting(subject);
        return subject
            .PolicyKeys.Where(key => key.Setting is not null && !open.Contains(key.Table.Oid))
            .Where(key => subject.Reaches(key.Table.Table) && only.Holds(key.Table))
            .GroupBy(key => key.Setting!, StringComparer.Ordinal)
            .Where(group => !IsGuarded(subject, group.Key))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group =>
                At(
                    new("setting", group.Key),
                    "policies know the tenant by it, and any SQL of a service may write it: what is injected into one "
                        + $"statement becomes another tenant ({Tables(group)})"
                )
            );
    }

    private static bool IsGuarded(AuditSubject subject, string setting) =>
        subject.Snapshot.Settings.Any(one => one.Name == setting && Guarded.Contains(one.Context));

    private static string Tables(IEnumerable<PolicyKey> keys)
    {
        var names = keys.Select(key => key.Table.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        return names.Count == 1 ? names[0] : $"{names[0]} and {names.Count - 1} more";
    }
}
