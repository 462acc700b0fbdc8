using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ringfence.Contract;
using Ringfence.Npgsql.Contract;
using Ringfence.Npgsql.Hosting;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// Runs once on every physical connection, in one round trip, before anybody gets it: is the role bound by policies, is
/// the contract the one this library speaks, do the clocks agree, and which server process is it. Where
/// <see cref="PlanKeeping"/> pays there is a second one.
/// </summary>
internal sealed class SessionOpener(
    LiveOptions live,
    SessionRegistry registry,
    ILogger logger,
    bool severalHosts,
    bool keepsPlans,
    WhoResets resets,
    LeavingFunctions? functions
)
{
    private static readonly string RoleQuery = SqlResource.Read(typeof(SessionOpener), "SessionCheck");

    /// <summary>Since 15 a parameter can be granted, and what asks for that is no SQL before.</summary>
    private static readonly string RoleQuerySince15 = Insert(
        "-- since 15: StampDanger",
        SqlResource.Read(typeof(SessionOpener), "StampDanger")
    );

    public void Open(NpgsqlConnection connection)
    {
        using var batch = Batch(connection);
        var sent = live.Now.TimeProvider.GetUtcNow();
        SessionFacts? facts = null;
        try
        {
            using var reader = batch.ExecuteReader();
            reader.Read();
            facts = SessionFacts.From(reader, sent, live.Now.TimeProvider.GetUtcNow());
            ContractRow? contract = reader.NextResult() && reader.Read() ? ContractRow.From(reader) : null;
            var backend = reader.NextResult() && reader.Read() ? reader.GetString(0) : "";
            var creates =
                functions is not null && reader.NextResult() && reader.Read() ? functions.Learn(reader) : null;

            reader.Close();
            Check(facts, creates);
            if (Register(connection, facts, contract, backend).KeepsPlans)
            {
                PlanKeeping.Begin(connection);
            }
        }
        catch (PostgresException e) when (ContractMissingException.Explains(e))
        {
            throw Refused(connection, Explain(facts, e));
        }
        catch (RingfenceException e)
        {
            Refused(connection, e);
            throw;
        }
    }

    public async Task OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var batch = Batch(connection);
        await using var _ = batch.ConfigureAwait(false);
        var sent = live.Now.TimeProvider.GetUtcNow();
        SessionFacts? facts = null;
        try
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            facts = SessionFacts.From(reader, sent, live.Now.TimeProvider.GetUtcNow());
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
            var creates =
                functions is not null
                && await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)
                && await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                    ? functions.Learn(reader)
                    : null;

            await reader.CloseAsync().ConfigureAwait(false);
            Check(facts, creates);
            if (Register(connection, facts, contract, backend).KeepsPlans)
            {
                await PlanKeeping.BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (PostgresException e) when (ContractMissingException.Explains(e))
        {
            throw Refused(connection, Explain(facts, e));
        }
        catch (RingfenceException e)
        {
            Refused(connection, e);
            throw;
        }
    }

    private static string Insert(string where, string sql) =>
        RoleQuery.Contains(where, StringComparison.Ordinal)
            ? RoleQuery.Replace(where, sql, StringComparison.Ordinal)
            : throw new UnreachableException($"SessionCheck.sql has no line '{where}'.");

    private NpgsqlBatch Batch(NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(connection.PostgreSqlVersion.Major < StampedBinding.FirstMajor ? RoleQuery : RoleQuerySince15),
                new(ContractRow.Query),
                new("select ringfence.backend()"),
            },
        };
        if (functions is not null)
        {
            batch.BatchCommands.Add(new(LeavingFunctions.Query));
        }

        return batch;
    }

    /// <summary>A role that is privileged may well lack what the contract grants to its logins: that says less.</summary>
    private RingfenceException Explain(SessionFacts? facts, PostgresException cause)
    {
        try
        {
            if (facts is not null)
            {
                Check(facts, creates: null);
            }

            return new ContractMissingException(cause);
        }
        catch (RingfenceException e)
        {
            return e;
        }
    }

    /// <summary>Among several hosts the driver goes on to the next, and nobody would hear of the one that was refused.</summary>
    private RingfenceException Refused(NpgsqlConnection connection, RingfenceException refusal)
    {
        if (severalHosts)
        {
            logger.HostRefused(connection.Host ?? "", connection.Port, refusal.Code);
        }

        return refusal;
    }

    private void Check(SessionFacts facts, CreatingRoleException? creates)
    {
        var options = live.Now;
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

        if (options.Binding == Binding.Password && facts.InRecovery)
        {
            throw new StandbyRefusedException();
        }

        if (creates is not null)
        {
            throw creates;
        }
    }

    private PhysicalSession Register(
        NpgsqlConnection connection,
        SessionFacts facts,
        ContractRow? found,
        string backend
    )
    {
        var options = live.Now;
        var contract = ContractRow.Spoken(found);
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

        TemporaryTables.Check(connection, facts, resets, logger);

        // A pooler in between answers with a process id of its own: then the server process may be another for each
        // transaction, and no token can name it.
        var direct = facts.ServerProcessId == connection.ProcessID && !options.UnsafeTokensForAnyBackend;
        var session = new PhysicalSession(direct ? backend : "", contract.TenantIdType)
        {
            // Behind a pooler the statement's name may be another client's of the same session.
            KeepsPlans = keepsPlans && facts.ServerProcessId == connection.ProcessID,
            IsShared = facts.ServerProcessId != connection.ProcessID || options.UnsafeTokensForAnyBackend,
        };
        registry.Register(connection, session);
        return session;
    }
}
