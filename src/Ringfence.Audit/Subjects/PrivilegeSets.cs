using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Subjects;

/// <summary>Privileges on tables, and the SQL that takes them away.</summary>
internal static class PrivilegeSets
{
    public const PrivilegeSet OnRows =
        PrivilegeSet.Select | PrivilegeSet.Insert | PrivilegeSet.Update | PrivilegeSet.Delete | PrivilegeSet.Truncate;

    private static readonly (PrivilegeSet Privilege, string Word)[] Words =
    [
        (PrivilegeSet.Truncate, "truncate"),
        (PrivilegeSet.References, "references"),
        (PrivilegeSet.Trigger, "trigger"),
        (PrivilegeSet.Maintain, "maintain"),
    ];

    /// <summary>Takes all that services were granted; null where they have it otherwise, as the owner.</summary>
    public static string? RevokeAll(this Table table, ActingRoles roles) =>
        Statements(
            roles.Grantees(
                table.Grants.Concat(table.Columns.SelectMany(column => column.Grants)),
                (PrivilegeSet)~0,
                table.Owner
            ),
            grantee => Ddl.Text($"revoke all on table {table.Sql()} from {roles.Grantee(grantee)}")
        );

    /// <summary>Takes those of these privileges that services were granted, and no other.</summary>
    public static string? Revoke(this Table table, ActingRoles roles, PrivilegeSet privileges)
    {
        var words = Words.Where(word =>
            privileges.HasFlag(word.Privilege) && !roles.Grantees(table.Grants, word.Privilege, table.Owner).IsEmpty
        );
        var list = new SqlQuoted(string.Join(", ", words.Select(word => word.Word)));
        return Statements(
            roles.Grantees(table.Grants, privileges, table.Owner),
            grantee => Ddl.Text($"revoke {list} on table {table.Sql()} from {roles.Grantee(grantee)}")
        );
    }

    private static string? Statements(IReadOnlyCollection<uint> grantees, Func<uint, string> statement) =>
        grantees.Count == 0 ? null : string.Join(";\n", grantees.Select(statement));
}
