namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// A migration touches rows of a tenant table without saying for which tenants. The owner, whom the forced policy lets see
/// no row, would silently do nothing; nothing was sent.
/// </summary>
public sealed class UnboundDataMigrationException : RingfenceException
{
    internal UnboundDataMigrationException(string operation, TenantTable table)
        : base(
            "RF7011",
            $"The migration's {operation} touches rows of {table.Name}, a tenant table. Its policy is forced, and the owner"
                + " sees no row. Write migrationBuilder.ForEachTenant(sql) for a statement on each tenant's rows, or"
                + $" migrationBuilder.AcrossTenants(reason, sql) for one on the rows of all; what that inserts names {table.Column}."
        )
    {
        Operation = operation;
        Table = table.Name;
    }

    /// <summary>The operation, as the migration's builder names it.</summary>
    public string Operation { get; }

    /// <summary>The tenant table.</summary>
    public string Table { get; }
}
