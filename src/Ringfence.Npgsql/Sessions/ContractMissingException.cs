using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>The database has no contract, or one that this role may not use; the connection was closed.</summary>
/// <param name="inner">The server's error.</param>
public sealed class ContractMissingException(Exception inner)
    : RingfenceException(
        "RF3002",
        "The database has no Ringfence contract for this role. Run 'ringfence init --admin CONNECTION' in this database,"
            + " with --app-role naming the role that the service connects as.",
        inner
    )
{
    internal static bool Explains(PostgresException e) =>
        e.SqlState
            is PostgresErrorCodes.UndefinedTable
                or PostgresErrorCodes.InvalidSchemaName
                or PostgresErrorCodes.UndefinedFunction
                or PostgresErrorCodes.InsufficientPrivilege;
}
