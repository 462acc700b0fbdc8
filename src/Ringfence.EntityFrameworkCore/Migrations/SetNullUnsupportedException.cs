namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>A foreign key that carries the tenant cannot set its other columns to null on an old server.</summary>
/// <param name="table">The table with the key.</param>
public sealed class SetNullUnsupportedException(string table)
    : RingfenceException(
        "RF7012",
        $"A foreign key of {table} carries the tenant and sets the rest to null on delete, for which PostgreSQL 15 is the"
            + " oldest. Use DeleteBehavior.Restrict or ClientSetNull, or a newer server."
    );
