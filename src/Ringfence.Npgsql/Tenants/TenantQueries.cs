using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql.Tenants;

/// <summary>What the application role asks the registry. It touches no tenant's rows, so it is bound to none.</summary>
internal sealed class TenantQueries(NpgsqlDataSource source)
{
    private const int PageSize = 1000;

    /// <summary>A type that the server does not read an id as: the service has another than the database.</summary>
    private static readonly string[] NotOfTheType =
    [
        PostgresErrorCodes.InvalidTextRepresentation,
        PostgresErrorCodes.NumericValueOutOfRange,
    ];

    /// <summary>The type of the database's tenant ids.</summary>
    /// <exception cref="TenantRegistryMissingException">There is no registry that this role may ask.</exception>
    public async Task<TenantIdType> GetTypeAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            select c.tenant_type
            from ringfence.contract as c
            where has_function_privilege('ringfence.tenant_state(text)', 'execute')
            """;
        var command = source.CreateCommand(Sql);
        await using var _ = command.ConfigureAwait(false);
        try
        {
            var name = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
            return name is not null && TenantIdTypeNames.Find(name) is { } type
                ? type
                : throw new TenantRegistryMissingException();
        }
        catch (PostgresException e) when (ContractMissingException.Explains(e))
        {
            throw new TenantRegistryMissingException(e);
        }
    }

    public async Task<TenantAnswer> ReadAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        var command = source.CreateCommand("select t.state, t.mark from ringfence.tenant_state($1) as t");
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new() { Value = tenantId.Value });
        try
        {
            var reader = await command
                .ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken)
                .ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new(reader["state"] is string state ? TenantStates.Parse(state) : null, (string)reader["mark"]);
        }
        catch (PostgresException e) when (ContractMissingException.Explains(e))
        {
            throw new TenantRegistryMissingException(e);
        }
        catch (PostgresException e) when (NotOfTheType.Contains(e.SqlState, StringComparer.Ordinal))
        {
            throw new ContractMismatchException(
                "tenant ids of another type",
                "ids of this form",
                "Set the service's TenantIdType to the database's."
            );
        }
    }

    /// <summary>A page is read whole before the first of it is given: no connection is held while callers work.</summary>
    public async IAsyncEnumerable<TenantId> ListActiveAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var type = await GetTypeAsync(cancellationToken).ConfigureAwait(false);
        string? last = null;
        while (true)
        {
            var page = await ReadPageAsync(last, cancellationToken).ConfigureAwait(false);
            foreach (var id in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return TenantId.Parse(id, type);
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            last = page[^1];
        }
    }

    private async Task<List<string>> ReadPageAsync(string? after, CancellationToken cancellationToken)
    {
        var command = source.CreateCommand("select t.id from ringfence.active_tenants($1, $2) as t(id)");
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(
            new NpgsqlParameter<string?> { TypedValue = after, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PageSize });
        try
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            var page = new List<string>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                page.Add((string)reader["id"]);
            }

            return page;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new TenantListRefusedException(e);
        }
    }
}
