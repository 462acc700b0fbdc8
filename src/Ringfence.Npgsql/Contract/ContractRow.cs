using Npgsql;

namespace Ringfence.Npgsql.Contract;

/// <summary>The one row of <c>ringfence.contract</c>: what is installed.</summary>
internal sealed record ContractRow(
    int Version,
    Binding Binding,
    TenantIdType TenantIdType,
    string ApplicationRole,
    string AdminRole
)
{
    public const string Query = """
        select c.version, c.binding, c.tenant_type, c.application_role::text, c.admin_role::text
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
            BindingNames.Find(binding) ?? throw Unknown("binding", binding),
            TenantIdTypeNames.Find(type) ?? throw Unknown("tenant type", type),
            (string)reader["application_role"],
            (string)reader["admin_role"]
        );
    }

    private static ContractRefusedException Unknown(string what, string name) =>
        new($"The installed contract has {what} '{name}', which this version of Ringfence does not know. Update it.");
}
