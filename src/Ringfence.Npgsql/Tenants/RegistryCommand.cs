using Npgsql;

namespace Ringfence.Npgsql.Tenants;

/// <summary>A statement to the registry, on whatever connection, and what its refusal means.</summary>
internal static class RegistryCommand
{
    /// <summary>The values are <c>$1</c>, <c>$2</c>, ….</summary>
    public static NpgsqlCommand Create(Func<NpgsqlCommand> create, string sql, params object?[] values)
    {
        var command = create();
        command.CommandText = sql;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>Runs it, and says of a refusal what to do.</summary>
    /// <param name="tenantId">Whom it is about; null for all.</param>
    /// <param name="run">Executes the command.</param>
    public static async Task<T> RunAsync<T>(TenantId? tenantId, Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (PostgresException e)
            when (e.SqlState
                    is PostgresErrorCodes.UndefinedFunction
                        or PostgresErrorCodes.UndefinedTable
                        or PostgresErrorCodes.InvalidSchemaName
            )
        {
            throw new TenantRegistryMissingException(e);
        }
        catch (PostgresException e) when (Reason(e) is { } reason)
        {
            throw new TenantRegistryRefusedException(tenantId, reason, e);
        }
    }

    private static string? Reason(PostgresException e) =>
        e switch
        {
            { SchemaName: "ringfence", ConstraintName: "tenant_unknown" } =>
                "The tenant is not registered. Register it, or correct the id.",
            { SchemaName: "ringfence", ConstraintName: "tenant_deleted" } =>
                "The tenant is deleted, and nobody gets its id again. Take another id.",
            { SchemaName: "ringfence", ConstraintName: "tenant_registered" } =>
                "The tenant is registered already. Take another id; a suspended tenant is made active, not registered.",
            { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
                "This role may not use it. Connect as the admin role, as a member of the contract's owner, or as a"
                    + " superuser.",
            { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
                "The connection only reads. Open one that writes, to the primary.",
            { SqlState: PostgresErrorCodes.InvalidTextRepresentation or PostgresErrorCodes.NumericValueOutOfRange } =>
                "The id is not of the type of the database's tenant ids.",
            _ => null,
        };
}
