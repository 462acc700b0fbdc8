using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>What keys say of tenants.</summary>
internal static class Keys
{
    /// <summary>Whether a foreign key holds the tenants of both sides together.</summary>
    public static bool CarriesTenant(this Constraint key, TenantTable from, TenantTable to)
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
