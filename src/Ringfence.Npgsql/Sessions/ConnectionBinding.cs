using System.Data;
using System.Transactions;
using Npgsql;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// Whom the statements on one of the driver's connections run for: the scope's tenant, which no transaction may change,
/// and what goes before a statement so that the server knows it.
/// </summary>
/// <remarks>Threads: one at a time, like the connection. The driver closes by itself as well, and this hears of it.</remarks>
internal sealed class ConnectionBinding
{
    private readonly TenantDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly TenantConnection? _owner;
    private EnlistedTransaction? _enlisted;
    private TransactionTenant _transactionTenant;
    private PhysicalSession? _session;
    private object? _rent;
    private bool _mustClean;
    private StateChangeEventArgs? _untold;

    /// <param name="source">The connection's.</param>
    /// <param name="connection">Of the driver.</param>
    /// <param name="owner">Hears of a change of its state, after this; null where the driver's is the user's own.</param>
    public ConnectionBinding(TenantDataSource source, NpgsqlConnection connection, TenantConnection? owner = null)
    {
        _source = source;
        _connection = connection;
        _owner = owner;
        Watch = new(source);
        Lease = source.Binding == Binding.Password ? new(source, connection, _enlisted = new()) : null;
        Reset = source.Resets ? new(source, connection) : null;
        connection.StateChange += Changed;
    }

    public ConnectionWatch Watch { get; }

    /// <summary>Another object whenever the connection was closed in between.</summary>
    public object Rent => _rent ??= new();

    /// <summary>What is bound for longer than a statement; null where nothing is.</summary>
    public PasswordLease? Lease { get; }

    /// <summary>What keeps a session clean of the rents before; null where the driver does.</summary>
    public RentReset? Reset { get; }

    /// <summary>Whether it is in a transaction that was begun by its owner or by a text.</summary>
    public bool IsInTransaction => _transactionTenant.IsSet;

    /// <summary>Whether it takes part in a transaction of System.Transactions.</summary>
    public bool IsEnlisted => Ambient is not null;

    /// <summary>The transaction of System.Transactions; null for none. Few connections ever have one.</summary>
    private Transaction? Ambient => _enlisted?.Transaction;

    /// <summary>The physical connection, which is the same for as long as this one is open.</summary>
    public PhysicalSession Session() => _session ?? Taken();

    /// <summary>Whether <see cref="Session"/> knows it already: the driver takes time and memory to tell.</summary>
    public bool IsTaken => _session is not null;

    /// <summary>The connection is open, and this is its physical one.</summary>
    public PhysicalSession Take(PhysicalSession session)
    {
        _session = session;
        _mustClean = Reset is not { IsDue: true } && (session.KeepsPlans || session.KeepsSequences);
        return session;
    }

    /// <summary>
    /// Whether something that an earlier rent left may be there still, which the reset keeps: then each bind takes
    /// <see cref="TenantDataSource.Clean"/> with it, until one was answered.
    /// </summary>
    public bool MustClean => _session is not null && _mustClean;

    /// <summary>A bind that took it was answered.</summary>
    public void Cleaned()
    {
        _mustClean = false;
        if (Reset is not null)
        {
            _session?.KeepsSequences = Reset.Writes;
        }
    }

    /// <summary>A text is about to be sent; null for what is no text, or is sent on the driver's own ways.</summary>
    public void Sends(string? text)
    {
        if (Reset is not null && _connection.State == ConnectionState.Open)
        {
            Reset.Sends(text, Session());
        }
    }

    /// <summary>The tenant for the next statement.</summary>
    /// <param name="goesOn">Whether it goes on in a transaction that the owner began on the driver's own connection.</param>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    /// <exception cref="TenantChangedException">The transaction began with another.</exception>
    /// <exception cref="TenantLimitedException">It has taken its share.</exception>
    public TenantId Tenant(bool goesOn = false)
    {
        try
        {
            return CheckedTenant(goesOn);
        }
        catch (RingfenceException e)
        {
            Watch.Refused(e);
            throw;
        }
    }

    /// <summary>What the bind before the statement takes; null where the session is bound already, after this call.</summary>
    public string? Bind(TenantId tenantId)
    {
        if (Lease is not null)
        {
            Lease.Bind(tenantId);
            return null;
        }

        return _source.BindArgument(Session(), tenantId);
    }

    /// <inheritdoc cref="Bind"/>
    public async ValueTask<string?> BindAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        if (Lease is not null)
        {
            await Lease.BindAsync(tenantId, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return _source.BindArgument(Session(), tenantId);
    }

    /// <summary>It was opened in this transaction, and takes part in it where the connection string lets it.</summary>
    public void Opened(Transaction? ambient)
    {
        if (ambient is not null && _source.Enlists)
        {
            (_enlisted ??= new()).Begin(ambient);
        }
    }

    /// <summary>
    /// It was opened: where the driver does not reset, takes away what earlier rents left, or knows that a bind is to do
    /// that, and only then tells that it is open, since who hears of it may send something.
    /// </summary>
    /// <returns>False where that failed, and the connection was closed: then another is to be opened.</returns>
    public bool Renew()
    {
        if (Reset is null)
        {
            return true;
        }

        var session = _source.Session(_connection);
        if (!Reset.Begin(session, Ambient))
        {
            return false;
        }

        Take(session);
        try
        {
            TellOpened();
        }
        // As the driver does, whatever it is: who is told so by an exception has no open connection.
        catch (Exception)
        {
            _connection.Close();
            throw;
        }

        return true;
    }

    /// <inheritdoc cref="Renew"/>
    public async ValueTask<bool> RenewAsync()
    {
        if (Reset is null)
        {
            return true;
        }

        var session = _source.Session(_connection);
        if (!await Reset.BeginAsync(session, Ambient).ConfigureAwait(false))
        {
            return false;
        }

        Take(session);
        try
        {
            TellOpened();
        }
        // As in Renew.
        catch (Exception)
        {
            await _connection.CloseAsync().ConfigureAwait(false);
            throw;
        }

        return true;
    }

    /// <summary>Takes part in this transaction from here on; null for none.</summary>
    public void Enlist(Transaction? transaction)
    {
        // What was bound before the transaction would be bound again after its rollback, whoever was bound in between.
        if (!_transactionTenant.IsSet)
        {
            Lease?.Release();
        }

        _connection.EnlistTransaction(transaction);
        (_enlisted ??= new()).Begin(transaction);
        _session?.Enlist(transaction);
    }

    /// <summary>It takes part in this transaction already: somebody enlisted it on the driver's connection.</summary>
    public void Enlisted(Transaction transaction)
    {
        if (Ambient != transaction)
        {
            (_enlisted ??= new()).Begin(transaction);
        }
    }

    /// <summary>The tenant in the spelling that <see cref="Tenant"/> has.</summary>
    public TenantId Canonical(TenantId tenantId) => Session().Canonical(tenantId);

    /// <summary>
    /// Before what runs unbound: the session may be bound still to whom it was used for last. A transaction stays as it is.
    /// </summary>
    public void Unbind()
    {
        if (!IsInTransaction && !IsEnlisted)
        {
            Lease?.Release();
        }
    }

    /// <inheritdoc cref="Unbind"/>
    public async ValueTask UnbindAsync()
    {
        if (Lease is { } lease && !IsInTransaction && !IsEnlisted)
        {
            await lease.ReleaseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>From here on the connection is in a transaction of this tenant.</summary>
    public void TransactionBegan(TenantId tenantId) => _transactionTenant = new(tenantId);

    /// <summary>The transaction is over.</summary>
    public void TransactionEnded()
    {
        _transactionTenant = default;
        Reset?.Ended();
    }

    private TenantId CheckedTenant(bool goesOn)
    {
        var scope = TenantScope.GetCurrent();
        if (_connection.State != ConnectionState.Open)
        {
            throw new InvalidOperationException("Connection is not open");
        }

        var tenantId = Session().Canonical(scope);
        _transactionTenant.Check(tenantId);
        AmbientTransactionTenant.Check(Ambient, _source.Target, tenantId);
        Watch.Use(tenantId, Session().TenantIdType, goesOn || IsInTransaction || IsEnlisted);
        return tenantId;
    }

    private void Changed(object? sender, StateChangeEventArgs change)
    {
        if (change.CurrentState is ConnectionState.Closed or ConnectionState.Broken)
        {
            var abandoned = Lease is { MayBeBound: true } && _connection.FullState != ConnectionState.Broken;
            Forget();
            if (abandoned)
            {
                Lease!.Abandon();
            }
        }

        if (!HoldsBack(change))
        {
            _owner?.InnerChanged(change);
        }
    }

    /// <summary>Whether nobody hears of it, or not yet: of an opening before <see cref="Renew"/>, and of what ends that.</summary>
    private bool HoldsBack(StateChangeEventArgs change)
    {
        if (Reset is null)
        {
            return false;
        }

        var before = _untold;
        _untold = change.CurrentState == ConnectionState.Open ? change : null;
        return (_untold ?? before) is not null;
    }

    private void TellOpened()
    {
        if (_untold is { } change)
        {
            _untold = null;
            _owner?.InnerChanged(change);
        }
    }

    /// <summary>Where the driver does not reset, only <see cref="Renew"/> takes a session.</summary>
    private PhysicalSession Taken() =>
        Reset is null
            ? Take(_source.Session(_connection))
            : throw new InvalidOperationException("The connection is not open yet.");

    private void Forget()
    {
        _transactionTenant = default;
        _session?.Batch.Forget(_connection);
        _session = null;
        _rent = null;
        Watch.Closed(Ambient);
        _enlisted?.End();
        Lease?.Forget();
        Reset?.Forget();
    }
}
