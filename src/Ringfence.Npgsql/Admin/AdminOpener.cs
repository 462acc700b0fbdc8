using Npgsql;
using NpgsqlTypes;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Sessions;

namespace Ringfence.Npgsql.Admin;

/// <summary>
/// Runs on every connection before anybody gets it: is the role the one to cross tenants, then, in one flight and one
/// transaction, the record and the mode. What fails closes the connection.
/// </summary>
internal sealed class AdminOpener(AdminDataSourceOptions options)
{
    private static readonly string RoleQuery = SqlResource.Read(typeof(AdminOpener), "AdminCheck");

    private readonly AsyncLocal<AdminOpening?> _current = new();

    /// <summary>Lets what the caller does next open connections: in its flow alone, and until the opening has ended.</summary>
    public void Expect(AdminOpening? opening) => _current.Value = opening;

    public void Open(NpgsqlConnection connection)
    {
        var opening = GetOpening();
        using (var check = CheckBatch(connection))
        {
            try
            {
                using var reader = check.ExecuteReader();
                reader.Read();
                var facts = AdminFacts.From(reader);
                Check(connection, facts, reader.NextResult() && reader.Read() ? ContractRow.From(reader) : null);
            }
            catch (PostgresException e) when (ContractMissingException.Explains(e))
            {
                throw new ContractMissingException(e);
            }
        }

        using var record = RecordBatch(connection, opening);
        try
        {
            opening.LogId = (long)record.ExecuteScalar()!;
        }
        catch (PostgresException e)
        {
            throw new AdminRecordRefusedException(e);
        }
    }

    public async Task OpenAsync(NpgsqlConnection connection)
    {
        var opening = GetOpening();
        var check = CheckBatch(connection);
        await using (check.ConfigureAwait(false))
        {
            await CheckAsync(connection, check, opening.CancellationToken).ConfigureAwait(false);
        }

        var record = RecordBatch(connection, opening);
        await using var _ = record.ConfigureAwait(false);
        try
        {
            opening.LogId = (long)(await record.ExecuteScalarAsync(opening.CancellationToken).ConfigureAwait(false))!;
        }
        catch (PostgresException e)
        {
            throw new AdminRecordRefusedException(e);
        }
    }

    private async Task CheckAsync(NpgsqlConnection connection, NpgsqlBatch check, CancellationToken cancellationToken)
    {
        try
        {
            var reader = await check.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = reader.ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var facts = AdminFacts.From(reader);
            var contract =
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)
                && await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                    ? ContractRow.From(reader)
                    : null;
            Check(connection, facts, contract);
        }
        catch (PostgresException e) when (ContractMissingException.Explains(e))
        {
            throw new ContractMissingException(e);
        }
    }

    private AdminOpening GetOpening() =>
        _current.Value is { HasEnded: false } opening ? opening : throw new AdminReasonMissingException();

    private void Check(NpgsqlConnection connection, AdminFacts facts, ContractRow? found)
    {
        var contract = ContractRow.Spoken(found);
        if (!facts.Crosses)
        {
            throw new AdminRoleRefusedException(
                facts.Role,
                [$"it is bound by policies and sees no tenant's rows: have a superuser run 'ringfence init'"]
            );
        }

        string[] faults =
            facts.Role == contract.AdminRole
                ? facts.Dangers
                : [.. facts.Dangers, $"the contract's admin role is {contract.AdminRole}"];
        if (faults.Length > 0 && !options.UnsafeAllowPrivilegedRole)
        {
            throw new AdminRoleRefusedException(facts.Role, faults);
        }

        if (facts.ServerProcessId != connection.ProcessID && !options.UnsafeBehindPooler)
        {
            throw new AdminPoolerRefusedException();
        }
    }

    private static NpgsqlBatch CheckBatch(NpgsqlConnection connection) =>
        new(connection) { BatchCommands = { new(RoleQuery), new(ContractRow.Query) } };

    /// <summary>
    /// The first statement lets the record be written where the role or the database defaults to read-only transactions,
    /// and fails on a standby. The last one holds from the next transaction on.
    /// </summary>
    private static NpgsqlBatch RecordBatch(NpgsqlConnection connection, AdminOpening opening) =>
        new(connection)
        {
            BatchCommands =
            {
                new("set transaction_read_only = off"),
                new("select ringfence.admin_open($1, $2, $3, $4, $5, $6)")
                {
                    Parameters =
                    {
                        Text(opening.Reason.Why),
                        Text(opening.Reason.Who),
                        Text(opening.Reason.Ticket),
                        new NpgsqlParameter<bool> { TypedValue = opening.Access == AdminAccess.ReadWrite },
                        Text(opening.Tenant?.Value),
                        Text(Environment.MachineName),
                    },
                },
                new(
                    opening.Access == AdminAccess.ReadWrite
                        ? "set default_transaction_read_only = off"
                        : "set default_transaction_read_only = on"
                ),
            },
        };

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
