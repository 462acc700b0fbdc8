using Ringfence.Catalog.Privileges;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>What keys say of tenants.</summary>
internal static class Keys
{
    extension(Constraint key)
    {
        /// <summary>Whether it deletes or changes the rows that refer.</summary>
        public bool ChangesRows => Changes(key.OnDelete) || Changes(key.OnUpdate);

        /// <summary>Whether a foreign key holds the tenants of both sides together.</summary>
        public bool CarriesTenant(TenantTable from, TenantTable to)
        {
            for (var place = 0; place < key.Columns.Length; place++)
            {
                if (key.Columns[place] == from.Column?.Number && key.ReferencedColumns[place] == to.Column?.Number)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>
    /// Foreign keys between tenant tables, without the tenant, where services can do something about either side. A
    /// table
    /// that reaches its tenant by the key itself has no column of its own that could contradict it.
    /// </summary>
    public static IEnumerable<KeyAcross> KeysAcross(this AuditSubject subject) =>
        subject
            .KeysBetween()
            .Where(pair =>
                pair.Key.IsEnforced
                && (
                    subject.Can(pair.From.Table, PrivilegeSet.Insert | PrivilegeSet.Update)
                    || subject.Can(pair.To.Table, PrivilegeSet.Update | PrivilegeSet.Delete)
                )
            );

    /// <summary>All foreign keys between tenant tables that do not carry the tenant, whoever may do what.</summary>
    public static IEnumerable<KeyAcross> KeysBetween(this AuditSubject subject) =>
        from table in subject.Tables
        where table.Column is not null && !table.Table.IsPartition
        from key in table.Table.Constraints
        where key.Kind == ConstraintKind.ForeignKey
        let to = subject.Find(key.ReferencedTable!.Value)
        where to is { Column: not null } && !key.CarriesTenant(table, to)
        select new KeyAcross(table, key, to);

    private static bool Changes(KeyAction action) =>
        action is KeyAction.Cascade or KeyAction.SetNull or KeyAction.SetDefault;
}
