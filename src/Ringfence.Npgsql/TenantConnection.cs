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
    private readonly ConnectionBinding _binding;
    private NpgsqlDataReader? _reader;

    private protected TenantConnection(TenantDataSource source, NpgsqlConnection inner)
    {
        _source = source;
        Inner = inner;
        _binding = new(source, inner, this);
    }

    /// <summary>On a connection that is another's, bound as that one is, for as long as it stays open.</summary>
    private protected TenantConnection(TenantDataSource source, NpgsqlConnection inner, ConnectionBinding binding)
    {
        _source = source;
        Inner = inner;
        _binding = binding;
    }

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => _source.ConnectionString;
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

    internal ConnectionWatch Watch => _binding.Watch;

    internal bool AutoPrepares => _source.AutoPrepares;

    internal bool Prepares => _source.Prepares;

    /// <inheritdoc/>
    protected override DbProviderFactory DbProviderFactory => new TenantProviderFactory(_source);

    /// <inheritdoc/>
    public override void Open()
    {
        var ambient = Transaction.Current;
        do
        {
            Watch.Open(Inner, ambient);
            _binding.Opened(ambient);
        } while (!_binding.Renew());
    }

    /// <inheritdoc/>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        var ambient = Transaction.Current;
        do
        {
            await Watch.OpenAsync(Inner, ambient, cancellationToken).ConfigureAwait(false);
            _binding.Opened(ambient);
        } while (!await _binding.RenewAsync().ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override void Close()
    {
        if (_binding.Lease is { } lease)
        {
            CloseReader();
            lease.Release();
        }

        _binding.TransactionEnded();
        Inner.Close();
    }

    /// <inheritdoc/>
    public override async Task CloseAsync()
    {
        if (_binding.Lease is { } lease)
        {
            await CloseReaderAsync().ConfigureAwait(false);
            await lease.ReleaseAsync().ConfigureAwait(false);
        }

        _binding.TransactionEnded();
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
        Reset();
        _binding.Enlist(transaction);
    }

    /// <inheritdoc/>
    public override DataTable GetSchema() => Reset().GetSchema();

    /// <inheritdoc/>
    public override DataTable GetSchema(string collectionName) => Reset().GetSchema(collectionName);

    /// <inheritdoc/>
    public override DataTable GetSchema(string collectionName, string?[] restrictionValues) =>
        Reset().GetSchema(collectionName, restrictionValues);

    /// <inheritdoc/>
    public override async Task<DataTable> GetSchemaAsync(CancellationToken cancellationToken = default) =>
        await (await ResetAsync(cancellationToken).ConfigureAwait(false))
            .GetSchemaAsync(cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public override async Task<DataTable> GetSchemaAsync(
        string collectionName,
        CancellationToken cancellationToken = default
    ) =>
        await (await ResetAsync(cancellationToken).ConfigureAwait(false))
            .GetSchemaAsync(collectionName, cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public override async Task<DataTable> GetSchemaAsync(
        string collectionName,
        string?[] restrictionValues,
        CancellationToken cancellationToken = default
    ) =>
        await (await ResetAsync(cancellationToken).ConfigureAwait(false))
            .GetSchemaAsync(collectionName, restrictionValues, cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await Inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="ConnectionBinding.Session"/>
    internal PhysicalSession Session() => _binding.Session();

    /// <inheritdoc cref="ConnectionBinding.Tenant"/>
    internal TenantId Tenant() => _binding.Tenant();

    /// <inheritdoc cref="ConnectionBinding.Bind"/>
    internal string? Bind(TenantId tenantId)
    {
        Watch.Bound();
        return _binding.Bind(tenantId);
    }

    /// <inheritdoc cref="ConnectionBinding.Bind"/>
    internal ValueTask<string?> BindAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        Watch.Bound();
        return _binding.BindAsync(tenantId, cancellationToken);
    }

    /// <summary>Whether a bind is sent before the statement, and not with it.</summary>
    internal bool BindsAhead => _binding.Lease is not null;

    /// <summary>What goes before the bind; null for nothing.</summary>
    internal string? Clean => _binding.MustClean ? _source.Clean : null;

    /// <summary>What keeps the session clean of the rents before, and wants to know what is sent; null where the driver does.</summary>
    internal RentReset? RentReset => _binding.Reset;

    /// <summary>Whether what an earlier rent left is in the session still: a bind resets it, or <see cref="Reset"/>.</summary>
    internal bool MustReset => _binding.Reset is { IsDue: true };

    /// <summary>Whether the session is to be reset by itself, before what is sent next.</summary>
    /// <param name="canCarry">Whether that begins with a bind.</param>
    internal bool ResetsApart(bool canCarry) => MustReset && !(canCarry && RentReset!.MayTravel);

    /// <summary>Before what cannot carry the reset: resets the session by itself, if it must be.</summary>
    /// <returns>The driver's connection, in which nothing is left.</returns>
    internal NpgsqlConnection Reset()
    {
        if (MustReset)
        {
            _binding.Reset!.Run();
        }

        return Inner;
    }

    /// <inheritdoc cref="Reset"/>
    internal async ValueTask<NpgsqlConnection> ResetAsync(CancellationToken cancellationToken)
    {
        if (MustReset)
        {
            cancellationToken.ThrowIfCancellationRequested(); // What has begun goes on: it is the next one's too.
            await _binding.Reset!.RunAsync().ConfigureAwait(false);
        }

        return Inner;
    }

    /// <inheritdoc cref="ConnectionBinding.Sends"/>
    internal void Sends(string? text) => _binding.Sends(text);

    /// <inheritdoc cref="ConnectionBinding.Cleaned"/>
    internal void Cleaned() => _binding.Cleaned();

    /// <inheritdoc cref="ConnectionBinding.Unbind"/>
    internal void Unbind() => _binding.Unbind();

    /// <inheritdoc cref="ConnectionBinding.Unbind"/>
    internal ValueTask UnbindAsync() => _binding.UnbindAsync();

    /// <summary>How the driver should run the command: closing is not left to it where something precedes it.</summary>
    internal CommandBehavior InnerBehavior(CommandBehavior behavior) =>
        _binding.Lease is null ? behavior : behavior & ~CommandBehavior.CloseConnection;

    /// <summary>A reader was opened on the connection.</summary>
    internal NpgsqlDataReader Opened(NpgsqlDataReader reader, CommandBehavior behavior)
    {
        if (_binding.Lease is not null)
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

    /// <inheritdoc cref="ConnectionBinding.Rent"/>
    internal object Rent => _binding.Rent;

    /// <summary>Whether it is in a transaction that was begun by this connection or by a text.</summary>
    internal bool IsInTransaction => _binding.IsInTransaction;

    /// <summary>Whether it takes part in a transaction of System.Transactions.</summary>
    internal bool IsEnlisted => _binding.IsEnlisted;

    /// <summary>From here on the connection is in a transaction of this tenant.</summary>
    internal void TransactionBegan(TenantId tenantId) => _binding.TransactionBegan(tenantId);

    /// <summary>The transaction is over.</summary>
    internal void TransactionEnded() => _binding.TransactionEnded();

    /// <summary>The driver also closes by itself: when a reader does, or when the connection breaks.</summary>
    internal void InnerChanged(StateChangeEventArgs change)
    {
        if (change.CurrentState is ConnectionState.Closed or ConnectionState.Broken)
        {
            _reader = null;
            Reading = null;
        }

        OnStateChange(change);
    }

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        var tenantId = Tenant();
        _binding.Lease?.Bind(tenantId);
        var inner = BeginsBeforeReset(isolationLevel) ? Inner : Reset();
        return Began(inner.BeginTransaction(isolationLevel), tenantId);
    }

    /// <inheritdoc/>
    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(
        IsolationLevel isolationLevel,
        CancellationToken cancellationToken
    )
    {
        var tenantId = Tenant();
        if (_binding.Lease is { } lease)
        {
            await lease.BindAsync(tenantId, cancellationToken).ConfigureAwait(false);
        }

        var inner = BeginsBeforeReset(isolationLevel)
            ? Inner
            : await ResetAsync(cancellationToken).ConfigureAwait(false);
        return Began(
            await inner.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false),
            tenantId
        );
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

    /// <summary>Whether the reset goes along with the transaction's first bind, and not before its begin.</summary>
    private bool BeginsBeforeReset(IsolationLevel level) => MustReset && RentReset!.MayTravelInto(level);

    private TenantTransaction Began(NpgsqlTransaction transaction, TenantId tenantId)
    {
        TransactionBegan(tenantId);
        if (MustReset)
        {
            RentReset!.Began(transaction, Rent);
        }

        return new(this, transaction);
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

    private static NotSupportedException OneDatabase() =>
        new("A data source is for one database, whose contract it checked; make another for another.");
}
