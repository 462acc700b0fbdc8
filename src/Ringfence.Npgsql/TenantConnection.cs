using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Transactions;
using Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Npgsql.Telemetry;
using IsolationLevel = System.Data.IsolationLevel;

namespace Ringfence.Npgsql;

/// <summary>A connection on which each statement is bound to the tenant in scope when it is executed.</summary>
/// <remarks>Made by <see cref="TenantDataSource"/>.</remarks>
public abstract class TenantConnection : DbConnection
{
    private readonly TenantDataSource _source;
    private readonly PasswordLease? _lease;
    private readonly EnlistedTransaction _enlisted = new();
    private TransactionTenant _transactionTenant;
    private NpgsqlDataReader? _reader;
    private PhysicalSession? _session;

    private protected TenantConnection(TenantDataSource source, NpgsqlConnection inner)
    {
        _source = source;
        Inner = inner;
        Watch = new(source);
        _lease = source.Binding == Binding.Password ? new(source, inner, _enlisted) : null;
        inner.StateChange += (_, change) => InnerChanged(change);
    }

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => Inner.ConnectionString;
        set => throw new NotSupportedException("The data source has the connection string; make another data source.");
    }

    /// <inheritdoc/>
    public override string Database => Inner.Database;

    /// <inheritdoc/>
    public override string DataSource => Inner.DataSource;

    /// <inheritdoc/>
    public override string ServerVersion => Inner.ServerVersion;

    /// <inheritdoc/>
    public override int ConnectionTimeout => Inner.ConnectionTimeout;

    /// <inheritdoc/>
    public override ConnectionState State => Inner.State;

    /// <inheritdoc/>
    public override bool CanCreateBatch => true;

    internal NpgsqlConnection Inner { get; }

    internal ConnectionWatch Watch { get; }

    internal bool AutoPrepares => _source.AutoPrepares;

    internal bool Prepares => _source.Prepares;

    /// <inheritdoc/>
    protected override DbProviderFactory DbProviderFactory => new TenantProviderFactory(_source);

    /// <inheritdoc/>
    public override void Open()
    {
        var ambient = Transaction.Current;
        Watch.Open(Inner, ambient);
        Enlisted(ambient);
    }

    /// <inheritdoc/>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        var ambient = Transaction.Current;
        await Watch.OpenAsync(Inner, ambient, cancellationToken).ConfigureAwait(false);
        Enlisted(ambient);
    }

    /// <inheritdoc/>
    public override void Close()
    {
        if (_lease is not null)
        {
            CloseReader();
            _lease.Release();
        }

        _transactionTenant = default;
        Inner.Close();
    }

    /// <inheritdoc/>
    public override async Task CloseAsync()
    {
        if (_lease is not null)
        {
            await CloseReaderAsync().ConfigureAwait(false);
            await _lease.ReleaseAsync().ConfigureAwait(false);
        }

        _transactionTenant = default;
        await Inner.CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Not supported, as a data source is for one database.</summary>
    public override void ChangeDatabase(string databaseName) => throw OneDatabase();

    /// <summary>Not supported, as a data source is for one database.</summary>
    public override Task ChangeDatabaseAsync(string databaseName, CancellationToken cancellationToken = default) =>
        Task.FromException(OneDatabase());

    /// <inheritdoc/>
    public override void EnlistTransaction(Transaction? transaction)
    {
        // What was bound before the transaction would be bound again after its rollback, whoever was bound in between.
        if (!_transactionTenant.IsSet)
        {
            _lease?.Release();
        }

        Inner.EnlistTransaction(transaction);
        _enlisted.Begin(transaction);
    }

    /// <inheritdoc/>
    public override DataTable GetSchema() => Inner.GetSchema();

    /// <inheritdoc/>
    public override DataTable GetSchema(string collectionName) => Inner.GetSchema(collectionName);

    /// <inheritdoc/>
    public override DataTable GetSchema(string collectionName, string?[] restrictionValues) =>
        Inner.GetSchema(collectionName, restrictionValues);

    /// <inheritdoc/>
    public override Task<DataTable> GetSchemaAsync(CancellationToken cancellationToken = default) =>
        Inner.GetSchemaAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task<DataTable> GetSchemaAsync(
        string collectionName,
        CancellationToken cancellationToken = default
    ) => Inner.GetSchemaAsync(collectionName, cancellationToken);

    /// <inheritdoc/>
    public override Task<DataTable> GetSchemaAsync(
        string collectionName,
        string?[] restrictionValues,
        CancellationToken cancellationToken = default
    ) => Inner.GetSchemaAsync(collectionName, restrictionValues, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await Inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>The physical connection, which is the same for as long as this one is open.</summary>
    internal PhysicalSession Session() => _session ??= _source.Session(Inner);

    /// <summary>The tenant for the next statement.</summary>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    /// <exception cref="TenantChangedException">The transaction began with another.</exception>
    /// <exception cref="TenantLimitedException">It has taken its share.</exception>
    internal TenantId Tenant()
    {
        try
        {
            return CheckedTenant();
        }
        catch (RingfenceException e)
        {
            Watch.Refused(e);
            throw;
        }
    }

    private TenantId CheckedTenant()
    {
        var scope = TenantScope.GetCurrent();
        if (Inner.State != ConnectionState.Open)
        {
            throw new InvalidOperationException("Connection is not open");
        }

        var tenantId = Session().Canonical(scope);
        _transactionTenant.Check(tenantId);
        AmbientTransactionTenant.Check(_enlisted.Transaction, _source.Target, tenantId);
        Watch.Use(tenantId, Session().TenantIdType, IsInTransaction || _enlisted.Transaction is not null);
        return tenantId;
    }

    /// <summary>The statement to put before the user's; null where the session is bound already, after this call.</summary>
    internal NpgsqlParameter<string>? Bind(TenantId tenantId)
    {
        Watch.Bound();
        if (_lease is not null)
        {
            _lease.Bind(tenantId);
            return null;
        }

        return new() { TypedValue = _source.BindArgument(Session(), tenantId) };
    }

    /// <inheritdoc cref="Bind"/>
    internal async ValueTask<NpgsqlParameter<string>?> BindAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        Watch.Bound();
        if (_lease is not null)
        {
            await _lease.BindAsync(tenantId, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return new() { TypedValue = _source.BindArgument(Session(), tenantId) };
    }

    /// <summary>How the driver should run the command: closing is not left to it where something precedes it.</summary>
    internal CommandBehavior InnerBehavior(CommandBehavior behavior) =>
        _lease is null ? behavior : behavior & ~CommandBehavior.CloseConnection;

    /// <summary>A reader was opened on the connection.</summary>
    internal NpgsqlDataReader Opened(NpgsqlDataReader reader, CommandBehavior behavior)
    {
        if (_lease is not null)
        {
            _reader = reader;
            if (behavior.HasFlag(CommandBehavior.CloseConnection))
            {
                reader.ReaderClosed += (_, _) => Close();
            }
        }

        return reader;
    }

    /// <summary>The command that opened a reader last.</summary>
    internal object? Reading { get; set; }

    /// <summary>Whether it is in a transaction that was begun by this connection or by a text.</summary>
    internal bool IsInTransaction => _transactionTenant.IsSet;

    /// <summary>Whether it takes part in a transaction of System.Transactions.</summary>
    internal bool IsEnlisted => _enlisted.Transaction is not null;

    /// <summary>From here on the connection is in a transaction of this tenant.</summary>
    internal void TransactionBegan(TenantId tenantId) => _transactionTenant = new(tenantId);

    /// <summary>The transaction is over.</summary>
    internal void TransactionEnded() => _transactionTenant = default;

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        var tenantId = Tenant();
        _lease?.Bind(tenantId);
        var transaction = Inner.BeginTransaction(isolationLevel);
        TransactionBegan(tenantId);
        return new TenantTransaction(this, transaction);
    }

    /// <inheritdoc/>
    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(
        IsolationLevel isolationLevel,
        CancellationToken cancellationToken
    )
    {
        var tenantId = Tenant();
        if (_lease is not null)
        {
            await _lease.BindAsync(tenantId, cancellationToken).ConfigureAwait(false);
        }

        var transaction = await Inner.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false);
        TransactionBegan(tenantId);
        return new TenantTransaction(this, transaction);
    }

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => new TenantCommand { Connection = this };

    /// <inheritdoc/>
    protected override DbBatch CreateDbBatch() => new TenantBatch { Connection = this };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Enlisted(Transaction? ambient)
    {
        if (ambient is not null && _source.Enlists)
        {
            _enlisted.Begin(ambient);
        }
    }

    /// <summary>
    /// Once, and only while the connection is open: the driver uses its readers again, and the next one may be another's.
    /// </summary>
    private void CloseReader()
    {
        try
        {
            Interlocked.Exchange(ref _reader, null)?.Close();
        }
        catch (NpgsqlException)
        {
            // A statement that nobody read to its end failed; the connection is given back all the same.
        }
    }

    private async ValueTask CloseReaderAsync()
    {
        try
        {
            if (Interlocked.Exchange(ref _reader, null) is { } reader)
            {
                await reader.CloseAsync().ConfigureAwait(false);
            }
        }
        catch (NpgsqlException)
        {
            // As in CloseReader.
        }
    }

    /// <summary>The driver also closes by itself: when a reader does, or when the connection breaks.</summary>
    private void InnerChanged(StateChangeEventArgs change)
    {
        if (change.CurrentState is ConnectionState.Closed or ConnectionState.Broken)
        {
            _transactionTenant = default;
            _session = null;
            _reader = null;
            Watch.Closed(_enlisted.Transaction);
            Reading = null;
            _enlisted.End();
            _lease?.Forget();
        }

        OnStateChange(change);
    }

    private static NotSupportedException OneDatabase() =>
        new("A data source is for one database, whose contract it checked; make another for another.");
}
