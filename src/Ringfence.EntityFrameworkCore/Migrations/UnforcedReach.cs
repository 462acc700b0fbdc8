namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>Of which tables a command of EF Core looks at rows.</summary>
internal enum UnforcedReach
{
    /// <summary>Of those that it names.</summary>
    Named,

    /// <summary>
    /// Of those too that foreign keys join with them: PostgreSQL validates a key anew when a column of it changes its type.
    /// </summary>
    KeysToo,
}
