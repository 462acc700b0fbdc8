using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>Tells the contract's own refusals from the other errors of the server: they name its schema.</summary>
internal static class Refusal
{
    public static bool Is(PostgresException e) =>
        e is { SchemaName: "ringfence", SqlState: PostgresErrorCodes.InsufficientPrivilege, ConstraintName: not null };

    public static TenantRefusedException From(PostgresException e) =>
        new(e.ConstraintName!, $"{e.MessageText}. {e.Hint}", e);
}
