using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Ringfence.Sql;

namespace Ringfence.Npgsql.Contract;

/// <summary>
/// Gives tables what makes them tenant tables: the column's default and <c>not null</c>, an index that leads with it,
/// the policy, forced, and grants to the application role. Idempotent, and one transaction for all.
/// </summary>
/// <remarks>PostgreSQL's chapter 5.8, "Row Security Policies".</remarks>
public static class TableProtector
{
    private const string ContractQuery = """
        select c.relname::text from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = 'ringfence' and c.relname = 'contract'
        """;

    /// <summary>A table in use is left alone rather than having every later statement queue behind this one.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    private static readonly string PowersQuery = SqlResource.Read(typeof(TableProtector), "TablePowers");

    /// <summary>Protects the tables.</summary>
    /// <param name="admin">Connections of the tables' owner, or of a superuser.</param>
    /// <param name="tables">The tables, with schema or found on the search path, quoted where SQL wants it.</param>
    /// <param name="column">
    /// The tenant column. Where an empty table has none it is added; a table with rows must have it.
    /// </param>
    /// <param name="dryRun">When true, everything is tried and then undone.</param>
    /// <param name="cancellationToken">Cancels, and undoes.</param>
    /// <exception cref="ProtectRefusedException">One of them cannot be protected.</exception>
    /// <exception cref="ContractRefusedException">The database has no contract.</exception>
    public static async Task<ImmutableArray<TableProtection>> ProtectAsync(
        NpgsqlDataSource admin,
        IReadOnlyList<string> tables,
        string column = "tenant_id",
        bool dryRun = false,
        CancellationToken cancellationToken = default
    ) => await ProtectWithinAsync(admin, tables, column, dryRun, LockTimeout, cancellationToken).ConfigureAwait(false);

    internal static async Task<ImmutableArray<TableProtection>> ProtectWithinAsync(
        NpgsqlDataSource admin,
        IReadOnlyList<string> tables,
        string column,
        bool dryRun,
        TimeSpan lockTimeout,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(tables);
        var connection = await admin.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);

        await connection.TakeTurnsAsync(lockTimeout, cancellationToken).ConfigureAwait(false);
        var found = await FindAsync(connection, tables, cancellationToken).ConfigureAwait(false);
        await connection.PinSearchPathAsync(cancellationToken).ConfigureAwait(false);
        var contract = await FindContractAsync(connection, cancellationToken).ConfigureAwait(false);
        var done = ImmutableArray.CreateBuilder<TableProtection>(tables.Count);
        foreach (var (table, oid) in found)
        {
            done.Add(
                await ProtectAsync(connection, table, oid, column, contract, cancellationToken).ConfigureAwait(false)
            );
        }

        if (!dryRun)
        {
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        return done.MoveToImmutable();
    }

    private static async Task<ContractRow> FindContractAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await connection.QueryTextAsync(ContractQuery, cancellationToken).ConfigureAwait(false) is null
                ? throw new ContractRefusedException(
                    "The database has no contract. Run: ringfence init --admin CONNECTION"
                )
                : await ContractRow.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new ContractRefusedException(
                "This login cannot read the contract. Connect as a superuser or as a member of the contract's owner.",
                e
            );
        }
    }

    /// <summary>All of them, before the search path that the names may rest on is left.</summary>
    private static async Task<List<(string Table, uint Oid)>> FindAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string> tables,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(string, uint)>(tables.Count);
        foreach (var table in tables)
        {
            try
            {
                var oid = await TableFacts.FindOidAsync(connection, table, cancellationToken).ConfigureAwait(false);
                found.Add((table, oid ?? throw Unknown(table)));
            }
            catch (PostgresException e)
            {
                throw new ProtectRefusedException(table, Explain(e, column: ""), e);
            }
        }

        return found;
    }

    private static ProtectRefusedException Unknown(string table) =>
        new(table, "there is no such table. Name it as schema.table.");

    private static async Task<TableProtection> ProtectAsync(
        NpgsqlConnection connection,
        string table,
        uint oid,
        string column,
        ContractRow contract,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var facts =
                await TableFacts
                    .FindAsync(connection, oid, column, contract.ApplicationRole, cancellationToken)
                    .ConfigureAwait(false)
                ?? throw Unknown(table);
            Refuse(table, column, contract, facts);
            var statements = Statements(facts, SqlName.Parse(column), contract);
            foreach (var statement in statements)
            {
                await connection.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
            }

            await RefuseLeftPowersAsync(connection, table, oid, contract, cancellationToken).ConfigureAwait(false);
            return new()
            {
                Table = facts.Table.Quoted,
                Statements = statements,
                KeysWithoutTenant = [.. facts.KeysWithoutTenant],
            };
        }
        catch (PostgresException e)
        {
            throw new ProtectRefusedException(table, Explain(e, column), e);
        }
    }

    /// <summary>What the application role may still do, by way of roles that it is a member of, around the policy.</summary>
    private static async Task RefuseLeftPowersAsync(
        NpgsqlConnection connection,
        string table,
        uint oid,
        ContractRow contract,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(PowersQuery, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new() { Value = oid, NpgsqlDbType = NpgsqlDbType.Oid });
        command.Parameters.Add(new() { Value = contract.ApplicationRole });
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string power)
        {
            throw new ProtectRefusedException(
                table,
                $"{power}, which {contract.ApplicationRole} is a member of and policies do not stop. Revoke it."
            );
        }
    }

    private static string Explain(PostgresException e, string column) =>
        e.SqlState switch
        {
            PostgresErrorCodes.NotNullViolation =>
                $"it has rows of which column {column} does not say whose they are. Fill it for every row first.",
            PostgresErrorCodes.LockNotAvailable =>
                "it is in use and could not be locked. Try again when long transactions are over.",
            PostgresErrorCodes.InvalidName
            or PostgresErrorCodes.SyntaxError
            or PostgresErrorCodes.InvalidParameterValue =>
                "this is no table name. Name it as schema.table, in double quotes where SQL wants them.",
            PostgresErrorCodes.InsufficientPrivilege => $"{e.MessageText}. Connect as its owner or as a superuser.",
            _ => $"{e.MessageText} ({e.SqlState}).",
        };

    private static void Refuse(string table, string column, ContractRow contract, TableFacts facts)
    {
        string? reason = facts switch
        {
            { IsPartition: true } => "it is a partition. Name its parent: partitions are closed with it.",
            { Kind: not ("r" or "p") } => "it is not an ordinary or partitioned table, so policies do not hold on it.",
            { Inherits: true } => "it takes part in table inheritance, and a policy holds only for the table that a"
                + " statement names. Make it a partitioned table, or take it out of the inheritance.",
            { ApplicationActsAsOwner: true } =>
                $"its owner {facts.Owner} is the application role or one that it is a member of, which can switch"
                    + $" policies off. Run: alter table {facts.Table.Quoted} owner to another role",
            { ApplicationOwnsSchema: true } =>
                $"its schema belongs to the application role or to one that it is a member of, which can drop the table."
                    + $" Run: alter schema {facts.Table.Schema.Quoted} owner to another role",
            { Nondeterministic: true } =>
                $"column {column} has a nondeterministic collation, by which two tenants may be equal. Alter its"
                    + " collation.",
            { OtherPolicies: [var first, ..] } =>
                $"its permissive policy {first} also lets rows through for {contract.ApplicationRole}. Drop it, or make"
                    + " it restrictive.",
            { PolicyColumn: { } by } when by != column =>
                $"it is a tenant table by column {by} already. Name that one with --column; to change it, drop policy"
                    + $" {TenantTableStatements.PolicyName} first, which hides all its rows until the new one is there.",
            { ColumnType: { } type } when type != contract.TenantIdType.SqlName() =>
                $"column {column} is of type {type} and the database's tenant ids are of type"
                    + $" {contract.TenantIdType.SqlName()}. Alter the column's type.",
            _ => null,
        };
        if (reason is not null)
        {
            throw new ProtectRefusedException(table, reason);
        }
    }

    private static ImmutableArray<string> Statements(TableFacts facts, SqlName column, ContractRow contract)
    {
        var table = facts.Table;
        var type = contract.TenantIdType;
        var statements = new TenantTableStatements(
            new(table.Quoted),
            new(table.Schema.Quoted),
            new(column.Quoted),
            new(SqlName.Parse(contract.ApplicationRole).Quoted),
            new(SqlName.Parse(contract.AdminRole).Quoted)
        );
        return
        [
            .. facts.ColumnType is null
                ? [Ddl.Text($"alter table {table} add column {column} {type} not null default ringfence.tenant()")]
                : statements.Column,
            .. facts.HasLeadingIndex ? [] : new[] { Ddl.Text($"create index on {table} ({column})") },
            .. statements.Policy,
            statements.UseSchema,
            .. statements.Privileges,
            .. facts.Sequences.Select(sequence => statements.UseSequence(new(sequence))),
            .. facts.Partitions.SelectMany(partition => statements.ClosePartition(new(partition))),
        ];
    }
}
