using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;

namespace Ringfence.Audit.Rules.Policies;

/// <summary>tables that know the tenant by another key than the rest.</summary>
internal sealed class DifferentKeys() : Rule("RF312", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        Tables(subject)
            .Select(odd =>
                At(
                    odd.Table.Object,
                    $"its policies know the tenant by {odd.Key}, and those of {odd.Other.Name} by {odd.OtherKey}: a session "
                        + "that binds one of them is unbound, or another tenant's, for the other"
                )
            );

    /// <summary>The tables that it finds, and one that knows the tenant as most do.</summary>
    public static IEnumerable<(TenantTable Table, string Key, TenantTable Other, string OtherKey)> Tables(
        AuditSubject subject
    )
    {
        var tables = subject
            .Judged.Where(judged => !judged.Judgement.Keys.IsEmpty && subject.Roles.Logins.Contains(judged.Role))
            .GroupBy(judged => judged.Table)
            .Select(group => (Table: group.Key, Keys: group.SelectMany(judged => judged.Judgement.Keys).ToHashSet()))
            .Where(pair => !pair.Keys.All(RoleIsTheKey.IsRole))
            .ToList();
        var groups = Groups(tables)
            .OrderByDescending(group => group.Tables.Count)
            .ThenByDescending(group => group.Keys.Any(key => key.Kind == KeyKind.Getter))
            .ThenBy(group => Named(group.Keys), StringComparer.Ordinal)
            .ToList();
        return groups
            .Skip(1)
            .SelectMany(group =>
                group.Tables.Select(table => (table, Named(group.Keys), groups[0].Tables[0], Named(groups[0].Keys)))
            );
    }

    /// <summary>The tables that it finds, where the run says so.</summary>
    public static IEnumerable<uint> Told(AuditSubject subject) =>
        Tables(subject)
            .Select(odd => odd.Table)
            .Where(table => subject.Tells<DifferentKeys>(table.Object))
            .Select(table => table.Oid);

    /// <summary>Tables with a key in common belong together, through others too.</summary>
    private static List<(List<TenantTable> Tables, HashSet<BoundKey> Keys)> Groups(
        List<(TenantTable Table, HashSet<BoundKey> Keys)> tables
    )
    {
        var groups = new List<(List<TenantTable> Tables, HashSet<BoundKey> Keys)>();
        foreach (var (table, keys) in tables)
        {
            var joined = groups.FindAll(group => group.Keys.Overlaps(keys));
            groups.RemoveAll(joined.Contains);
            groups.Add(
                (
                    [.. joined.SelectMany(group => group.Tables), table],
                    [.. joined.SelectMany(group => group.Keys), .. keys]
                )
            );
        }

        return groups;
    }

    private static string Named(IEnumerable<BoundKey> keys) =>
        string.Join(", ", keys.Select(key => key.Name).Order(StringComparer.Ordinal));
}
