using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Transactions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Ringfence.Npgsql.Hosting;
using Ringfence.Npgsql.Limits;
using Ringfence.Npgsql.Sessions;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.Npgsql;

/// <summary>
/// Connections to PostgreSQL on which every statement is bound to the tenant in scope: a drop-in for ADO.NET and Dapper.
/// </summary>
/// <remarks>
/// The bind is the first statement of the batch that the command travels in: no extra round trip, one transaction, and
/// nothing left behind on the connection. Under the password binding it is a round trip of its own when a connection is
/// first used for a tenant, and another when it is given back. Threads: the data source may be used from any; a
/// connection and what it makes from one at a time.
/// </remarks>
public sealed class TenantDataSource : DbDataSource
{
    private readonly NpgsqlDataSource _inner;
    private readonly TenantDataSource _root;
    private readonly ConcurrentDictionary<TargetSessionAttributes, TenantDataSource> _views = [];
    private readonly LiveOptions _options;
    private readonly SessionRegistry _sessions;
    private readonly SessionOpener _opener;
    private readonly ILogger _logger;
    private IDisposable? _reloads;
    private readonly ConditionalWeakTable<NpgsqlConnection, ConnectionBinding> _bindings = [];

    private TenantDataSource(
        NpgsqlDataSourceBuilder builder,
        TenantDataSourceOptions options,
        ILoggerFactory? loggerFactory
    )
    {
        _root = this;
        _options = new(options);
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Ringfence.Npgsql");
        _sessions = new();
        _logger.OptionsInUse(options);
        var connection = builder.ConnectionStringBuilder;
        if ((options.UnsafeResetOnlyIfDirty || options.ResetWithBind) && connection.Pooling)
        {
            WhoResets = options.UnsafeResetOnlyIfDirty ? WhoResets.SourceIfDirty : WhoResets.Source;
            ResetsWithBind = options.ResetWithBind;
            Functions = options.UnsafeResetOnlyIfDirty ? new(options.CleanFunctions) : null;
            connection.NoResetOnClose = true; // By the driver.
        }

        _opener = new(
            _options,
            _sessions,
            _logger,
            connection.Host?.Contains(',', StringComparison.Ordinal) == true,
            PlanKeeping.IsWorthIt(options, connection),
            WhoResets,
            Functions
        );
        builder.UsePhysicalConnectionInitializer(
            _opener.Open,
            opened => _opener.OpenAsync(opened, CancellationToken.None)
        );
        _inner = builder.Build();
        Telemetry = new(options, connection);
        Limiter = TenantLimiter.Create(options, Telemetry, _logger);
        Target = $"{connection.Host}:{connection.Port}/{connection.Database ?? connection.Username}";
        Enlists = connection.Enlist;
        AutoPrepares = connection.MaxAutoPrepare > 0;
        Prepares = options.Binding == Binding.Setting || options.UnsafeKeepPreparedStatements;
    }

    /// <summary>A view of another: its pools, sessions, options and secrets, and servers of one kind only.</summary>
    private TenantDataSource(TenantDataSource root, NpgsqlDataSource view)
    {
        _root = root;
        _inner = view;
        _options = root._options;
        _sessions = root._sessions;
        _opener = root._opener;
        _logger = root._logger;
        Telemetry = root.Telemetry;
        Limiter = root.Limiter;
        Target = root.Target;
        Enlists = root.Enlists;
        AutoPrepares = root.AutoPrepares;
        WhoResets = root.WhoResets;
        ResetsWithBind = root.ResetsWithBind;
        Functions = root.Functions;
        Prepares = root.Prepares;
    }

    /// <inheritdoc/>
    public override string ConnectionString => field ??= Resets ? Given() : _inner.ConnectionString;

    internal Binding Binding => _options.Now.Binding;

    /// <summary>Which database this is, among all that a process may use: hosts, port and name.</summary>
    internal string Target { get; }

    /// <summary>Whether a connection takes part in the transaction that is ambient when it is opened.</summary>
    internal bool Enlists { get; }

    /// <summary>Whether the driver prepares statements by itself.</summary>
    internal bool AutoPrepares { get; }

    /// <summary>Whether statements may be prepared: what is prepared stays on the connection for the next tenant.</summary>
    internal bool Prepares { get; }

    internal WhoResets WhoResets { get; }

    /// <summary>Whether this resets sessions, and not the driver.</summary>
    internal bool Resets => WhoResets != WhoResets.Driver;

    /// <summary>The option that has this reset sessions.</summary>
    internal string ResetOption =>
        ResetsWithBind
            ? nameof(TenantDataSourceOptions.ResetWithBind)
            : nameof(TenantDataSourceOptions.UnsafeResetOnlyIfDirty);

    /// <summary>Whether the reset travels with the bind, where it can.</summary>
    internal bool ResetsWithBind { get; }

    /// <summary>What tells texts that may leave something in a session; null where nobody asks.</summary>
    internal LeavingFunctions? Functions { get; }

    /// <summary>Goes before the first bind of a rent, where that must take away what was left.</summary>
    internal string Clean => Functions is null ? BoundBatch.Clean : BoundBatch.CleanSequences;

    internal SourceTelemetry Telemetry { get; }

    /// <summary>Null where tenants are not limited.</summary>
    internal TenantLimiter? Limiter { get; }

    internal TenantDataSourceOptions Options => _options.Now;

    /// <summary>The driver's own data source: its connections are checked like those of this one, and not bound.</summary>
    internal NpgsqlDataSource Inner => _inner;

    internal string Password => _options.Now.Password!;

    /// <summary>Makes a data source; nothing is opened yet.</summary>
    /// <param name="connectionString">Npgsql's connection string, of the application role.</param>
    /// <param name="options">The binding and its secret.</param>
    /// <param name="configure">
    /// Configures the driver: type mapping, TLS, passwords. The physical connection initializer is Ringfence's own.
    /// </param>
    /// <param name="loggerFactory">Where both Ringfence and the driver log; null for nowhere.</param>
    /// <exception cref="OptionsValidationException">The options lack a secret, or one is out of range.</exception>
    /// <exception cref="ArgumentException">The connection string is malformed, turns multiplexing on, or <c>Max Auto Prepare</c> without
    /// <see cref="TenantDataSourceOptions.UnsafeKeepPreparedStatements"/>, or <c>No Reset On Close</c> with
    /// <see cref="TenantDataSourceOptions.ResetWithBind"/> or <see cref="TenantDataSourceOptions.UnsafeResetOnlyIfDirty"/>.
    /// </exception>
    public static TenantDataSource Create(
        string connectionString,
        TenantDataSourceOptions options,
        Action<NpgsqlDataSourceBuilder>? configure = null,
        ILoggerFactory? loggerFactory = null
    )
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(options);
        options = options.Copy(); // What the caller changes afterwards, an Unsafe property say, changes nothing here.
        TenantDataSourceOptionsValidator.ThrowIfInvalid(options);
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UseLoggerFactory(loggerFactory);
        configure?.Invoke(builder);
        if (DriverSettings.FindFault(builder.ConnectionStringBuilder, options) is { } fault)
        {
            throw new ArgumentException(fault, nameof(connectionString));
        }

        return new(builder, options, loggerFactory);
    }

    /// <summary>
    /// The same data source, restricted to one kind of server: pools, options and secrets are shared, so it costs nothing
    /// to ask for one at each use. Which server is a primary and which a standby, the driver finds out as it connects.
    /// </summary>
    /// <param name="targetSessionAttributes">The kind; one host satisfies a preference, whatever it is.</param>
    /// <returns>A view; to dispose it does nothing, and it ends with the data source that it is a view of.</returns>
    /// <exception cref="InvalidOperationException">The connection string names one host, and this is no preference.</exception>
    public TenantDataSource WithTargetSession(TargetSessionAttributes targetSessionAttributes)
    {
        if (!Enum.IsDefined(targetSessionAttributes))
        {
            throw new ArgumentOutOfRangeException(nameof(targetSessionAttributes));
        }

        if (_root._inner is NpgsqlMultiHostDataSource hosts)
        {
            return _root._views.GetOrAdd(
                targetSessionAttributes,
                kind => new TenantDataSource(_root, hosts.WithTargetSession(kind))
            );
        }

        return
            targetSessionAttributes
                is TargetSessionAttributes.Any
                    or TargetSessionAttributes.PreferPrimary
                    or TargetSessionAttributes.PreferStandby
            ? this
            : throw new InvalidOperationException(
                "The connection string names one host, so there is none to choose. Name all hosts, as in"
                    + " Host=a,b, or ask for PreferPrimary or PreferStandby, which one host satisfies."
            );
    }

    /// <summary>Like <see cref="DbDataSource.CreateConnection"/>, with its type.</summary>
    public new TenantConnection CreateConnection() => new Facade.NpgsqlConnection(this, _inner.CreateConnection());

    /// <summary>Like <see cref="DbDataSource.OpenConnection"/>, with its type.</summary>
    public new TenantConnection OpenConnection() => (TenantConnection)OpenDbConnection();

    /// <summary>Like <see cref="DbDataSource.OpenConnectionAsync"/>, with its type.</summary>
    /// <remarks>A scope is not needed to open a connection; it is to run a statement on it.</remarks>
    /// <exception cref="PrivilegedRoleException">The role is one that policies do not bind.</exception>
    /// <exception cref="TemporaryTablesException">The role may create temporary tables that nothing clears.</exception>
    /// <exception cref="CreatingRoleException">
    /// It may create functions, or become a role that may, with <see cref="TenantDataSourceOptions.UnsafeResetOnlyIfDirty"/>.
    /// </exception>
    /// <exception cref="ContractMissingException">The database has no contract.</exception>
    /// <exception cref="ContractMismatchException">The database's contract is another.</exception>
    /// <exception cref="ClockSkewException">The clocks differ too much for tokens.</exception>
    /// <exception cref="TenantLimitedException">The tenant in scope has taken its share.</exception>
    public new async ValueTask<TenantConnection> OpenConnectionAsync(CancellationToken cancellationToken = default) =>
        (TenantConnection)await OpenDbConnectionAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Takes over what these options change, whenever they do, until the data source is disposed.</summary>
    internal void Follow(IOptionsMonitor<TenantDataSourceOptions> monitor, string name)
    {
        _reloads = monitor.OnChange(
            (_, changed) =>
            {
                if (changed == name)
                {
                    Reload(monitor, name);
                }
            }
        );
        Reload(monitor, name); // What changed between making this and listening.
    }

    /// <summary>The session of an open connection.</summary>
    internal PhysicalSession Session(NpgsqlConnection connection)
    {
        if (_sessions.Find(connection) is { } session)
        {
            return session;
        }

        _opener.Open(connection);
        return _sessions.Find(connection)!;
    }

    /// <summary>
    /// The binding of a connection that <see cref="Inner"/> made; null for any other that is open, which was not checked.
    /// </summary>
    internal ConnectionBinding? FindBinding(NpgsqlConnection connection)
    {
        if (_bindings.TryGetValue(connection, out var known) && known.IsTaken)
        {
            return known;
        }

        var isOpen = connection.State == ConnectionState.Open;
        var session = isOpen ? _sessions.Find(connection) : null;
        if (isOpen && session is null)
        {
            return null;
        }

        var binding = known ?? _bindings.GetValue(connection, key => new(this, key));
        if (session is not null)
        {
            binding.Take(session);
        }

        return binding;
    }

    /// <summary>A connection of <see cref="Inner"/> that is another's, who closes it; this one is not disposed.</summary>
    internal TenantConnection Lend(NpgsqlConnection connection, ConnectionBinding binding) =>
        new Facade.NpgsqlConnection(this, connection, binding);

    /// <summary>A connection of <see cref="Inner"/>, with nothing in its session that an earlier rent left.</summary>
    internal async ValueTask<NpgsqlConnection> OpenUnboundAsync(CancellationToken cancellationToken)
    {
        var ambient = Enlists ? Transaction.Current : null;
        while (true)
        {
            var connection = await _inner.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            if (
                !Resets
                || await SessionReset.RunAsync(this, connection, Session(connection), ambient).ConfigureAwait(false)
            )
            {
                return connection;
            }

            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What the bind takes as its parameter: a token or the plain id.</summary>
    internal string BindArgument(PhysicalSession session, TenantId tenantId) =>
        Binding == Binding.Signed ? _options.Token(session, tenantId) : tenantId.Value;

    /// <summary>
    /// Gives up the connection's server process, since a tenant may still be bound on it. The driver can drop only all
    /// that are idle, and this one when it is given back.
    /// </summary>
    internal void Discard(int processId, Exception cause)
    {
        _logger.TenantNotUnbound(processId, cause);
        _inner.Clear();
    }

    /// <summary>Like <see cref="Discard"/>, where no tenant is bound, but something may be left in the session.</summary>
    internal void DiscardDirty(int processId, Exception cause)
    {
        _logger.SessionNotReset(processId, cause);
        _inner.Clear();
    }

    /// <summary>The session is reset by itself, and the statement sent again.</summary>
    internal void ResetRefused(int processId, string sqlState) => _logger.ResetWithBindRefused(processId, sqlState);

    /// <summary>As the caller gave it: how sessions are reset is this data source's own affair.</summary>
    private string Given()
    {
        var settings = new NpgsqlConnectionStringBuilder(_inner.ConnectionString);
        settings.Remove("No Reset On Close");
        return settings.ConnectionString;
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => CreateConnection();

    private void Reload(IOptionsMonitor<TenantDataSourceOptions> monitor, string name)
    {
        if (_options.Reload(() => monitor.Get(name), name, _logger))
        {
            _inner.Clear(); // The clocks of what is open were compared for tokens that last longer.
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _root == this)
        {
            _reloads?.Dispose();
            _inner.Dispose();
            Limiter?.Dispose();
            Telemetry.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeAsyncCore()
    {
        if (_root == this)
        {
            _reloads?.Dispose();
            await _inner.DisposeAsync().ConfigureAwait(false);
            Limiter?.Dispose();
            Telemetry.Dispose();
        }

        await base.DisposeAsyncCore().ConfigureAwait(false);
    }
}
