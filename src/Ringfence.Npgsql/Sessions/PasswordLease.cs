using System.Data;
using System.Transactions;
using Npgsql;
using NpgsqlTypes;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The password binding of one rented connection: bound, in a round trip of its own, when it is first used for a
/// tenant, and unbound when it is given back.
/// </summary>
/// <remarks>
/// Of what is bound within a transaction a rollback, be it to a savepoint, leaves nothing, or whoever was bound before.
/// The driver does not tell of every rollback, nor of every transaction, so the server is asked whether it was in one:
/// then it is asked before each statement whether the tenant is bound still.
/// </remarks>
internal sealed class PasswordLease(TenantDataSource source, NpgsqlConnection connection, EnlistedTransaction enlisted)
{
    /// <summary>However long the service's own statements may take: whoever gives a connection back waits for it.</summary>
    private const int UnbindSeconds = 10;

    private TenantId? _bound;
    private TenantId? _boundWithin;
    private Transaction? _boundIn;
    private bool _mayBeBound;
    private bool _mayComeBack;
    private int _processId;

    /// <summary>Whether somebody is bound, as far as is known here.</summary>
    public bool MayBeBound => _mayBeBound;

    public void Bind(TenantId tenantId)
    {
        if (_bound == tenantId || (_boundWithin == tenantId && IsStillBound(tenantId)))
        {
            return;
        }

        Begin();
        using var batch = BindBatch(tenantId);
        try
        {
            using var reader = batch.ExecuteReader();
            reader.NextResult();
            reader.Read();
            SetBound(tenantId, isInTransaction: reader.GetBoolean(0));
        }
        catch (NpgsqlException e) when (Answer(e) is { } answer)
        {
            throw Refused(answer);
        }
    }

    public async ValueTask BindAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        if (
            _bound == tenantId
            || (_boundWithin == tenantId && await IsStillBoundAsync(tenantId, cancellationToken).ConfigureAwait(false))
        )
        {
            return;
        }

        Begin();
        var batch = BindBatch(tenantId);
        await using var _ = batch.ConfigureAwait(false);
        try
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            SetBound(tenantId, isInTransaction: reader.GetBoolean(0));
        }
        catch (NpgsqlException e) when (Answer(e) is { } answer)
        {
            throw Refused(answer);
        }
    }

    /// <summary>The connection is gone, and what was bound on it.</summary>
    public void Forget()
    {
        _bound = null;
        _boundWithin = null;
        _boundIn = null;
        _mayBeBound = false;
        _mayComeBack = false;
    }

    /// <summary>
    /// The connection was given back past this, by hand or by a library: then it is given up, and every idle one with it.
    /// </summary>
    public void Abandon() =>
        source.Discard(_processId, new InvalidOperationException("The driver's connection was closed by hand."));

    /// <summary>
    /// Unbinds for the next statement. It counts as bound still, and is unbound again when it is given back: a transaction
    /// that was begun on the driver's own connection, and that nobody told of, would bring the tenant back.
    /// </summary>
    public void Suspend()
    {
        _bound = null;
        _boundWithin = null;
        using var command = SuspendCommand();
        command.ExecuteNonQuery();
    }

    /// <inheritdoc cref="Suspend"/>
    public async ValueTask SuspendAsync(CancellationToken cancellationToken)
    {
        _bound = null;
        _boundWithin = null;
        var command = SuspendCommand();
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Unbinds, or gives the connection up; whether the caller still waits makes no difference.</summary>
    public void Release()
    {
        if (!MustUnbind())
        {
            return;
        }
        try
        {
            using var command = UnbindCommand();
            command.ExecuteNonQuery();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            source.Discard(_processId, e);
        }
    }

    /// <inheritdoc cref="Release"/>
    public async ValueTask ReleaseAsync()
    {
        if (!MustUnbind())
        {
            return;
        }
        try
        {
            var command = UnbindCommand();
            await using var _ = command.ConfigureAwait(false);
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            source.Discard(_processId, e);
        }
    }

    /// <summary>A password takes the server long to check: what may have been undone is not simply bound anew.</summary>
    private bool IsStillBound(TenantId tenantId)
    {
        using var command = StillBoundCommand(tenantId);
        return command.ExecuteScalar() is true;
    }

    private async ValueTask<bool> IsStillBoundAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        var command = StillBoundCommand(tenantId);
        await using var _ = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    /// <summary>Until the answer is there nobody knows who is bound: it may be lost, the command cancelled.</summary>
    private void Begin()
    {
        _mayComeBack |= _mayBeBound && enlisted.Transaction is not null && _boundIn != enlisted.Transaction;
        _bound = null;
        _boundWithin = null;
        _boundIn = enlisted.Transaction;
        _mayBeBound = true;
        _processId = connection.ProcessID;
    }

    private void SetBound(TenantId tenantId, bool isInTransaction)
    {
        if (isInTransaction)
        {
            _boundWithin = tenantId;
        }
        else
        {
            _bound = tenantId;
        }
    }

    /// <summary>What the server said to the first of the statements: within a transaction the others fail with it.</summary>
    private static PostgresException? Answer(NpgsqlException e) =>
        e as PostgresException ?? (e.InnerException as AggregateException)?.InnerExceptions[0] as PostgresException;

    private Exception Refused(PostgresException e) =>
        Refusal.Is(e) ? source.Telemetry.Counted(Refusal.From(e)) : Refusal.WithoutParameters(e);

    private bool MustUnbind()
    {
        var must = _mayBeBound && connection.State == ConnectionState.Open;
        var comesBack = (_mayComeBack || _boundIn != enlisted.Transaction) && enlisted.Transaction is not null;
        Forget();
        if (must && comesBack)
        {
            // A rollback of the transaction would undo the unbinding, and bind whom the session was bound to before it.
            source.Discard(_processId, new InvalidOperationException("A transaction may bring the tenant back."));
            return false;
        }

        return must;
    }

    /// <summary>
    /// In one flight, and the second statement apart from the first: it is in the same transaction, one that has written
    /// already, only where that was begun before.
    /// </summary>
    private NpgsqlBatch BindBatch(TenantId tenantId) =>
        new(connection)
        {
            EnableErrorBarriers = true,
            BatchCommands =
            {
                new("select ringfence.set_tenant_id($1, $2)")
                {
                    Parameters =
                    {
                        Parameter(tenantId),
                        new NpgsqlParameter<string> { TypedValue = source.Password },
                    },
                },
                new("select pg_catalog.pg_current_xact_id_if_assigned() is not null"),
            },
        };

    private NpgsqlCommand StillBoundCommand(TenantId tenantId) =>
        new("select ringfence.tenant() operator(pg_catalog.=) $1", connection) { Parameters = { Parameter(tenantId) } };

    /// <summary>Of no type of its own: it takes that of the other side.</summary>
    private static NpgsqlParameter Parameter(TenantId tenantId) =>
        new() { Value = tenantId.Value, NpgsqlDbType = NpgsqlDbType.Unknown };

    private NpgsqlCommand SuspendCommand() => new("select ringfence.unset_tenant()", connection);

    /// <summary>
    /// Inside a transaction that is then rolled back the unbinding would be undone with it, and a text may have begun one
    /// unseen. Only what takes part in a transaction of System.Transactions is left to that.
    /// </summary>
    private NpgsqlCommand UnbindCommand() =>
        new(
            enlisted.Transaction is null
                ? "rollback; select ringfence.unset_tenant()"
                : "select ringfence.unset_tenant()",
            connection
        )
        {
            CommandTimeout = UnbindSeconds,
        };
}
