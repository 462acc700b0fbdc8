using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Tables;

/// <summary>tenant columns of different types.</summary>
internal sealed class TenantColumnType() : Rule("RF212", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        if (subject.Tables.FirstOrDefault(table => table.IsRoot)?.Column is not { } key)
        {
            yield break;
        }

        foreach (var table in subject.Tables.Where(t => t is { IsRoot: false, Table.IsPartition: false }))
        {
            if (table.Column is { } column && Differ(column, key))
            {
                yield return At(
                    table.Object,
                    $"its tenant column {QualifiedName.Quote(column.Name)} is {column.Type}, and tenants are listed by "
                        + $"{key.Type}: comparisons convert, and indexes are not used"
                );
            }
        }
    }

    /// <summary>Whether values of one are no values of the other, so that no key can lead from it to that.</summary>
    public static bool Differ(Column column, Column key) => Plain(column) != Plain(key);

    /// <summary>Without a length, and of a domain what it is over; varchar and text compare alike.</summary>
    private static string Plain(Column column)
    {
        var type = column.BaseType ?? column.Type;
        var bare = type.Split('(')[0];
        return bare is "character varying" ? "text" : bare;
    }
}
