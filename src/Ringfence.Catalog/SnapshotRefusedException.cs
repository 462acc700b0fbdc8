using Npgsql;

namespace Ringfence.Catalog;

/// <summary>A database's catalog cannot be read.</summary>
internal sealed class SnapshotRefusedException(string why, Exception? inner = null)
    : RingfenceException("RF8001", $"The catalog cannot be read: {why}", inner)
{
    public static SnapshotRefusedException For(PostgresException e) =>
        new(
            e.SqlState switch
            {
                PostgresErrorCodes.InsufficientPrivilege =>
                    $"{e.MessageText}. Give the role back what public may read of pg_catalog, or read as another.",
                PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled =>
                    "the server was kept waiting by a lock, or took too long. Look for long transactions and try again.",
                _ => $"{e.MessageText} ({e.SqlState}).",
            },
            e
        );
}
