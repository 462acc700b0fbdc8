using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Tenants;

namespace Ringfence.Npgsql.Tenants;

/// <summary>
/// The tenants of the contract's registry, asked as the application role and kept in memory until a change is heard.
/// </summary>
/// <remarks>
/// A change is heard by <c>NOTIFY</c>, within milliseconds. While the listening connection is away, answers are kept for
/// <see cref="TenantStoreOptions.UnheardAge"/> only, and a tenant that the database cannot be asked about is answered
/// with the driver's exception: nothing runs for it. Threads: any.
/// </remarks>
public sealed class DatabaseTenantStore : ITenantStore, IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _listening;
    private readonly TenantStoreOptions _options;
    private readonly TenantQueries _queries;
    private readonly TenantCache _cache;
    private readonly SharedReads _reads;
    private readonly TenantListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Task? _running;
    private bool _disposed;

    private DatabaseTenantStore(
        NpgsqlDataSource source,
        NpgsqlDataSource listening,
        TenantStoreOptions options,
        ILogger logger
    )
    {
        _source = source;
        _listening = listening;
        _options = options;
        _queries = new(source);
        _cache = new(options);
        _reads = new(ReadAsync);
        _listener = new(listening, _cache, options, logger);
    }

    /// <summary>How many answers are kept.</summary>
    internal int Kept => _cache.Count;

    /// <summary>Makes a store; nothing is opened yet.</summary>
    /// <param name="connectionString">
    /// Npgsql's connection string, of the application role and of the primary: a standby cannot be listened to. The store
    /// has its own pool, of <see cref="TenantStoreOptions.MaximumConnections"/>.
    /// </param>
    /// <param name="options">How answers are kept; null for the defaults.</param>
    /// <param name="configure">Configures the driver: TLS, passwords.</param>
    /// <param name="loggerFactory">Where both Ringfence and the driver log; null for nowhere.</param>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    public static DatabaseTenantStore Create(
        string connectionString,
        TenantStoreOptions? options = null,
        Action<NpgsqlDataSourceBuilder>? configure = null,
        ILoggerFactory? loggerFactory = null
    )
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        options ??= new();
        if (new TenantStoreOptionsValidator().Validate(name: null, options) is { Failed: true } invalid)
        {
            throw new OptionsValidationException(
                nameof(TenantStoreOptions),
                typeof(TenantStoreOptions),
                invalid.Failures
            );
        }

        loggerFactory ??= NullLoggerFactory.Instance;
        return new(
            Source(connectionString, to => to.MaxPoolSize = options.MaximumConnections),
            Source(options.ListenerConnectionString ?? connectionString, to => to.Pooling = false),
            options,
            loggerFactory.CreateLogger("Ringfence.Npgsql.Tenants")
        );

        NpgsqlDataSource Source(string text, Action<NpgsqlConnectionStringBuilder> change)
        {
            var builder = new NpgsqlDataSourceBuilder(text);
            builder.UseLoggerFactory(loggerFactory);
            configure?.Invoke(builder);
            var connection = builder.ConnectionStringBuilder;
            connection.Enlist = false; // What the registry says is of no transaction of the caller's.
            connection.Multiplexing = false;
            connection.MinPoolSize = 0;
            change(connection);
            return builder.Build();
        }
    }

    /// <summary>
    /// Checks that the registry is there, and begins to listen. Without it the store works, and keeps its answers for
    /// <see cref="TenantStoreOptions.UnheardAge"/> only.
    /// </summary>
    /// <exception cref="TenantRegistryMissingException">There is no registry, or none that this role may ask.</exception>
    /// <exception cref="ContractMismatchException">The database's tenant ids are of another type.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var type = await _queries.GetTypeAsync(cancellationToken).ConfigureAwait(false);
        if (_options.TenantIdType is { } expected && type != expected)
        {
            throw new ContractMismatchException(
                $"tenant ids of type {type.SqlName()}",
                $"type {expected.SqlName()}",
                "Set the service's TenantIdType to the database's."
            );
        }

        lock (_lock)
        {
            if (_options.Listen && !_stopping.IsCancellationRequested)
            {
                _running ??= Listen();
            }
        }
    }

    /// <summary>Ends the listening, and waits for its end. The store still answers.</summary>
    public async Task StopAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        Task? running;
        lock (_lock)
        {
            running = _running;
        }

        await (running ?? Task.CompletedTask).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">The database cannot be asked, and no answer is young enough.</exception>
    /// <exception cref="TenantRegistryMissingException">There is no registry, or none that this role may ask.</exception>
    /// <exception cref="ContractMismatchException">The id is not of the type that the database's have.</exception>
    public ValueTask<TenantState?> FindStateAsync(TenantId tenantId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenantId);
        var round = _cache.Round;
        return _cache.TryGet(tenantId, out var state)
            ? new(state)
            : new(_reads.GetAsync(tenantId, round, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Read page by page, and never from memory. A tenant that changes meanwhile is there or not, as its page was read.
    /// </remarks>
    /// <exception cref="TenantListRefusedException">The role may not list.</exception>
    public IAsyncEnumerable<TenantId> ListActiveAsync(CancellationToken cancellationToken) =>
        _queries.ListActiveAsync(cancellationToken);

    /// <summary>Ends the listening and closes the connections. A second time does nothing: a container may call twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            await StopAsync().ConfigureAwait(false);
            await _listening.DisposeAsync().ConfigureAwait(false);
            await _source.DisposeAsync().ConfigureAwait(false);
            _stopping.Dispose();
        }
    }

    /// <summary>Like <see cref="DisposeAsync"/>, without waiting for the listening connection to be closed.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            _stopping.Cancel();
            _listening.Dispose();
            _source.Dispose();
            _stopping.Dispose();
        }
    }

    /// <summary>Without the caller's context: it outlives whoever starts it, and their tenant.</summary>
    private Task Listen()
    {
        var stopping = _stopping.Token;
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => _listener.RunAsync(stopping), CancellationToken.None);
        }
    }

    private async Task<TenantState?> ReadAsync(TenantId tenantId, long round, CancellationToken cancellationToken)
    {
        var readAt = _options.TimeProvider.GetTimestamp();
        var answer = await _queries.ReadAsync(tenantId, cancellationToken).ConfigureAwait(false);
        _cache.Keep(tenantId, answer, round, readAt);
        return answer.State;
    }
}
