using Microsoft.Extensions.Logging;
using Npgsql;
using Ringfence.Contract;
using Ringfence.Npgsql.Contract;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// Runs once on every physical connection, in one round trip, before anybody gets it: is the role bound by policies, is
/// the contract the one this library speaks, do the clocks agree, and which server process is it.
/// </summary>
internal sealed class SessionOpener(TenantDataSourceOptions options, SessionRegistry registry, ILogger logger)
{
    private static readonly string RoleQuery = SqlResource.Read(typeof(SessionOpener), "SessionCheck");

    public void Open(NpgsqlConnection connection)
    {
        using var batch = Batch(connection);
        var sent = options.TimeProvider.GetUtcNow();
        try
        {
            using var reader = batch.ExecuteReader();
            reader.Read();
            var facts = SessionFacts.From(reader, sent, options.TimeProvider.GetUtcNow());
            Check(facts);
            ContractRow? contract = reader.NextResult() && reader.Read() ? ContractRow.From(reader) : null;
            var backend = reader.NextResult() && reader.Read() ? reader.GetString(0) : "";
            Register(connection, facts, contract, backend);
        }
        catch (PostgresException e) when (ContractMissingException.Explains(e))
        {
            throw new ContractMissingException(e);
        }
    }

    public async Task OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var batch = Batch(connection);
        await using var _ = batch.ConfigureAwait(false);
        var sent = options.TimeProvider.GetUtcNow();
        try
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var facts = SessionFacts.From(reader, sent, options.TimeProvider.GetUtcNow());
            Check(facts);
            ContractRow? contract =
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)
                && await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                    ? ContractRow.From(reader)
                    : null;
            var backend =
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)
                && await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                    ? reader.GetString(0)
                    : "";
            Register(connection, facts, contract, backend);
        }
        catch (PostgresException e) when (ContractMissingException.Explains(e))
        {
            throw new ContractMissingException(e);
        }
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection) =>
        new(connection)
        {
            BatchCommands = { new(RoleQuery), new(ContractRow.Query), new("select ringfence.backend()") },
        };

    private void Check(SessionFacts facts)
    {
        if (facts.Dangers.Length > 0)
        {
            if (!options.UnsafeAllowPrivilegedRole)
            {
                throw new PrivilegedRoleException(facts.Role, facts.Dangers);
            }

            logger.PrivilegedRoleAllowed(facts.Role, string.Join("; ", facts.Dangers));
        }

        // A token is renewed at half its life, so a quarter leaves the other quarter for the statement to arrive in.
        if (options.Binding == Binding.Signed && facts.ProvenSkew > options.TokenLifetime / 4)
        {
            throw new ClockSkewException(facts.Skew, options.TokenLifetime / 4);
        }
    }

    private void Register(NpgsqlConnection connection, SessionFacts facts, ContractRow? contract, string backend)
    {
        if (contract is null || contract.Version != ContractScript.Version)
        {
            throw new ContractMismatchException(
                $"version {contract?.Version}",
                $"version {ContractScript.Version}",
                "Run 'ringfence init' of the newer Ringfence, or update the service."
            );
        }

        if (contract.Binding != options.Binding)
        {
            throw new ContractMismatchException(
                $"binding {contract.Binding.SqlName()}",
                $"binding {options.Binding.SqlName()}",
                "Set the service's Binding to what the database has, or change the database with 'ringfence init"
                    + " --replace-binding'."
            );
        }

        if (options.TenantIdType is { } expected && contract.TenantIdType != expected)
        {
            throw new ContractMismatchException(
                $"tenant ids of type {contract.TenantIdType.SqlName()}",
                $"type {expected.SqlName()}",
                "Set the service's TenantIdType to the database's."
            );
        }

        if (
            options is { Binding: Binding.Password, UnsafePasswordBehindPooler: false }
            && facts.ServerProcessId != connection.ProcessID
        )
        {
            throw new PoolerRefusedException();
        }

        TemporaryTables.Check(connection, facts, logger);

        // A pooler in between answers with a process id of its own: then the server process may be another for each
        // transaction, and no token can name it.
        var direct = facts.ServerProcessId == connection.ProcessID && !options.UnsafeTokensForAnyBackend;
        registry.Register(connection, new(direct ? backend : "", contract.TenantIdType));
    }
}
