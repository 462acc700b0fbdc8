using Npgsql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>Tells the contract's own refusals from the other errors of the server: they name its schema.</summary>
internal static class Refusal
{
    public static bool Is(PostgresException e) =>
        e is { SchemaName: "ringfence", SqlState: PostgresErrorCodes.InsufficientPrivilege, ConstraintName: not null };

    public static TenantRefusedException From(PostgresException e) =>
        new(e.ConstraintName!, $"{e.MessageText}. {e.Hint}", WithoutParameters(e));

    /// <summary>
    /// Without the context of the server's error and the driver's command: either may hold the bind's parameters, the
    /// token or the password.
    /// </summary>
    public static PostgresException WithoutParameters(PostgresException e) =>
        new(
            e.MessageText,
            e.Severity,
            e.InvariantSeverity,
            e.SqlState,
            hint: e.Hint,
            schemaName: e.SchemaName,
            constraintName: e.ConstraintName
        );
}
