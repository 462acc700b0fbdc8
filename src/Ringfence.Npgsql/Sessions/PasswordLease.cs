using System.Data;
using System.Transactions;
using Npgsql;
using NpgsqlTypes;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// The password binding of one rented connection: bound, in a round trip of its own, when it is first used for a
/// tenant, and unbound when it is given back.
/// </summary>
internal sealed class PasswordLease(TenantDataSource source, NpgsqlConnection connection, EnlistedTransaction enlisted)
{
    /// <summary>However long the service's own statements may take: whoever gives a connection back waits for it.</summary>
    private const int UnbindSeconds = 10;

    private TenantId? _bound;
    private Transaction? _boundIn;
    private bool _mayBeBound;
    private bool _mayComeBack;
    private int _processId;

    /// <summary>Whether somebody is bound, as far as is known here.</summary>
    public bool MayBeBound => _mayBeBound;

    public void Bind(TenantId tenantId)
    {
        if (IsBound(tenantId))
        {
            return;
        }

        Begin();
        using var command = BindCommand(tenantId);
        try
        {
            command.ExecuteNonQuery();
        }
        catch (PostgresException e) when (Refusal.Is(e))
        {
            throw source.Telemetry.Counted(Refusal.From(e));
        }
        catch (PostgresException e)
        {
            throw Refusal.WithoutParameters(e);
        }

        SetBound(tenantId);
    }

    public async ValueTask BindAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        if (IsBound(tenantId))
        {
            return;
        }

        Begin();
        var command = BindCommand(tenantId);
        await using var _ = command.ConfigureAwait(false);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (Refusal.Is(e))
        {
            throw source.Telemetry.Counted(Refusal.From(e));
        }
        catch (PostgresException e)
        {
            throw Refusal.WithoutParameters(e);
        }

        SetBound(tenantId);
    }

    /// <summary>The connection is gone, and what was bound on it.</summary>
    public void Forget()
    {
        _bound = null;
        _boundIn = null;
        _mayBeBound = false;
        _mayComeBack = false;
    }

    /// <summary>
    /// The connection was given back past this, by hand or by a library: then it is given up, and every idle one with it.
    /// </summary>
    public void Abandon() =>
        source.Discard(_processId, new InvalidOperationException("The driver's connection was closed by hand."));

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

    /// <summary>What was bound within a TransactionScope may have been rolled back with it.</summary>
    private bool IsBound(TenantId tenantId) => _bound == tenantId && _boundIn == enlisted.Transaction;

    /// <summary>Until the answer is there nobody knows who is bound: it may be lost, the command cancelled.</summary>
    private void Begin()
    {
        _mayComeBack |= _mayBeBound && enlisted.Transaction is not null && _boundIn != enlisted.Transaction;
        _bound = null;
        _boundIn = enlisted.Transaction;
        _mayBeBound = true;
        _processId = connection.ProcessID;
    }

    private void SetBound(TenantId tenantId)
    {
        _bound = tenantId;
        _boundIn = enlisted.Transaction;
    }

    private bool MustUnbind()
    {
        var must = _mayBeBound && connection.State == ConnectionState.Open;
        var comesBack = _mayComeBack && enlisted.Transaction is not null;
        Forget();
        if (must && comesBack)
        {
            // A rollback of the transaction would undo the unbinding, and bind whom the session was bound to before it.
            source.Discard(_processId, new InvalidOperationException("A transaction may bring the tenant back."));
            return false;
        }

        return must;
    }

    private NpgsqlCommand BindCommand(TenantId tenantId) =>
        new("select ringfence.set_tenant_id($1, $2)", connection)
        {
            Parameters =
            {
                // Of no type of its own: it takes that of the function's argument.
                new() { Value = tenantId.Value, NpgsqlDbType = NpgsqlDbType.Unknown },
                new NpgsqlParameter<string> { TypedValue = source.Password },
            },
        };

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
