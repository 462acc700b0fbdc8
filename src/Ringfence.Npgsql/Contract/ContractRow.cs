using Npgsql;
using Ringfence.Contract;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql.Contract;

/// <summary>The one row of <c>ringfence.contract</c>: what is installed.</summary>
/// <param name="Version">Of what is installed.</param>
/// <param name="CompatibleFrom">The oldest library that it serves.</param>
/// <param name="Binding">How connections tell their tenant.</param>
/// <param name="TenantIdType">The type of the tenant ids.</param>
/// <param name="ApplicationRole">The login that policies bind.</param>
/// <param name="AdminRole">The login that crosses tenants.</param>
internal sealed record ContractRow(
    int Version,
    int CompatibleFrom,
    Binding Binding,
    TenantIdType TenantIdType,
    string ApplicationRole,
    string AdminRole
)
{
    /// <summary>
    /// Version 1 had no column <c>compatible_from</c>, and the error would hide what is wrong. The function and the
    /// operator are PostgreSQL's own whatever the search path: a better match in a schema of it would be called.
    /// </summary>
    public const string Query = """
        select c.version, coalesce(
            (pg_catalog.to_jsonb(c) operator(pg_catalog.->>) 'compatible_from')::integer, c.version) as compatible_from,
            c.binding, c.tenant_type, c.application_role::text, c.admin_role::text
        from ringfence.contract as c
        """;

    public static async Task<ContractRow> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Query, connection);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? From(reader)
            : throw new ContractRefusedException(
                "Table ringfence.contract is empty. Restore its row, or drop the schema."
            );
    }

    public static ContractRow From(NpgsqlDataReader reader)
    {
        var binding = (string)reader["binding"];
        var type = (string)reader["tenant_type"];
        return new(
            (int)reader["version"],
            (int)reader["compatible_from"],
            BindingNames.Find(binding) ?? throw Unknown("binding", binding),
            TenantIdTypeNames.Find(type) ?? throw Unknown("tenant type", type),
            (string)reader["application_role"],
            (string)reader["admin_role"]
        );
    }

    /// <summary>Refuses a contract that this library does not speak: an older one, or one too new.</summary>
    /// <exception cref="ContractMismatchException">It is.</exception>
    public static ContractRow Spoken(ContractRow? contract)
    {
        if (contract is null || contract.Version < ContractScript.Version)
        {
            throw new ContractMismatchException(
                contract is null ? "no row in ringfence.contract" : $"version {contract.Version}",
                $"version {ContractScript.Version}",
                "Run 'ringfence init' of this Ringfence before its services are started."
            );
        }

        if (contract.CompatibleFrom > ContractScript.Version)
        {
            throw new ContractMismatchException(
                $"version {contract.Version}, which serves services from version {contract.CompatibleFrom} on",
                $"version {ContractScript.Version}",
                "Update Ringfence in this service: a contract is never taken back."
            );
        }

        return contract;
    }

    private static ContractRefusedException Unknown(string what, string name) =>
        new($"The installed contract has {what} '{name}', which this version of Ringfence does not know. Update it.");
}
