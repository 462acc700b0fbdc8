using Npgsql;
using NpgsqlTypes;
using Ringfence.Sql;

namespace Ringfence.Npgsql.Contract;

/// <summary>What the protector found of one table.</summary>
internal sealed record TableFacts
{
    private static readonly string Query = SqlResource.Read(typeof(TableFacts), "TableFacts");

    public required SqlTable Table { get; init; }
    public required string Kind { get; init; }
    public required bool IsPartition { get; init; }
    public required bool Inherits { get; init; }
    public required string Owner { get; init; }
    public required bool ApplicationActsAsOwner { get; init; }
    public required bool ApplicationOwnsSchema { get; init; }
    public required string? ColumnType { get; init; }

    /// <summary>The tenant column's collation takes different texts for equal.</summary>
    public required bool Nondeterministic { get; init; }
    public required bool HasLeadingIndex { get; init; }

    /// <summary>The column of the policy that is there already; null where there is none.</summary>
    public required string? PolicyColumn { get; init; }
    public required string[] OtherPolicies { get; init; }

    /// <summary>Quoted by the server.</summary>
    public required string[] Partitions { get; init; }

    /// <summary>Quoted by the server.</summary>
    public required string[] Sequences { get; init; }
    public required string[] KeysWithoutTenant { get; init; }

    /// <summary>
    /// The table's oid; null where there is no such table. The one query that looks along the installer's own search
    /// path, and so calls nothing that is not spelled out.
    /// </summary>
    public static async Task<uint?> FindOidAsync(
        NpgsqlConnection connection,
        string table,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand("select pg_catalog.to_regclass($1)::pg_catalog.oid", connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new() { Value = table });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as uint?;
    }

    /// <summary>Reads them; null where the table is gone.</summary>
    public static async Task<TableFacts?> FindAsync(
        NpgsqlConnection connection,
        uint table,
        string column,
        string applicationRole,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(Query, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new() { Value = table, NpgsqlDbType = NpgsqlDbType.Oid });
        command.Parameters.Add(new() { Value = column });
        command.Parameters.Add(new() { Value = applicationRole });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        return new()
        {
            Table = new(SqlName.Parse((string)reader["schema"]), SqlName.Parse((string)reader["name"])),
            Kind = (string)reader["kind"],
            IsPartition = (bool)reader["is_partition"],
            Inherits = (bool)reader["has_inherited_children"] || (bool)reader["is_inherited_child"],
            Owner = (string)reader["owner"],
            ApplicationActsAsOwner = (bool)reader["application_acts_as_owner"],
            ApplicationOwnsSchema = (bool)reader["application_owns_schema"],
            ColumnType = reader["column_type"] as string,
            Nondeterministic = (bool)reader["nondeterministic"],
            HasLeadingIndex = (bool)reader["has_leading_index"],
            PolicyColumn = reader["policy_column"] as string,
            OtherPolicies = (string[])reader["other_policies"],
            Partitions = (string[])reader["partitions"],
            Sequences = (string[])reader["sequences"],
            KeysWithoutTenant = (string[])reader["keys_without_tenant"],
        };
    }
}
