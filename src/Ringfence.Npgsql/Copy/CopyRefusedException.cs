using Npgsql;

namespace Ringfence.Npgsql.Copy;

/// <summary>PostgreSQL does not copy into a table whose policies hold for the role; nothing was inserted.</summary>
/// <param name="inner">What the server said.</param>
public sealed class CopyRefusedException(PostgresException inner)
    : RingfenceException(
        "RF3022",
        "PostgreSQL refuses COPY FROM into a table with policies. Use BulkInsertAsync, which inserts many rows with the"
            + " policies in force.",
        inner
    )
{
    /// <summary>By the place that raises it, since the text is in the server's language.</summary>
    internal static bool Explains(PostgresException e) =>
        e is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "DoCopy" };
}
