using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Npgsql.Telemetry;

namespace Ringfence.Npgsql.Admin;

/// <summary>
/// The only way across tenants: connections of the admin role, each with a reason that the database has recorded, in
/// <c>ringfence.admin_log</c>, before the caller gets it.
/// </summary>
/// <remarks>
/// <para>
/// What is returned is the driver's own connection, with all that it can do, <c>COPY</c> included. It is bound to no
/// tenant, also inside a <see cref="TenantScope"/>; to act for one tenant is that scope and a
/// <see cref="TenantDataSource"/>.
/// </para>
/// <para>
/// There is no pool: each open logs in, and each close ends the session, so nothing of one piece of work is left for
/// the next. Threads: the data source may be used from any; a connection from one at a time.
/// </para>
/// </remarks>
public sealed class AdminDataSource : IDisposable, IAsyncDisposable
{
    private readonly NpgsqlDataSource _inner;
    private readonly AdminOpener _opener;
    private readonly AdminTelemetry _telemetry;
    private readonly ILogger _logger;

    private AdminDataSource(
        NpgsqlDataSourceBuilder builder,
        AdminDataSourceOptions options,
        ILoggerFactory? loggerFactory
    )
    {
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Ringfence.Npgsql");
        _opener = new(options);
        _telemetry = new(options.MeterFactory, builder.ConnectionStringBuilder);
        builder.UsePhysicalConnectionInitializer(_opener.Open, _opener.OpenAsync);
        _inner = builder.Build();
        if (options.UnsafeAllowPrivilegedRole)
        {
            _logger.AdminRoleUnchecked();
        }

        if (options.UnsafeBehindPooler)
        {
            _logger.AdminBehindPooler();
        }
    }

    /// <summary>Makes a data source; nothing is opened yet.</summary>
    /// <param name="connectionString">
    /// Npgsql's connection string, of the admin role. <c>Pooling</c> and <c>Enlist</c> are turned off.
    /// </param>
    /// <param name="options">What to let through; null for the safe choice.</param>
    /// <param name="configure">
    /// Configures the driver: type mapping, TLS, passwords. The physical connection initializer is Ringfence's own.
    /// </param>
    /// <param name="loggerFactory">Where both Ringfence and the driver log; null for nowhere.</param>
    /// <exception cref="ArgumentException">The connection string is malformed, or turns multiplexing on.</exception>
    public static AdminDataSource Create(
        string connectionString,
        AdminDataSourceOptions? options = null,
        Action<NpgsqlDataSourceBuilder>? configure = null,
        ILoggerFactory? loggerFactory = null
    )
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UseLoggerFactory(loggerFactory);
        configure?.Invoke(builder);
        builder.ConnectionStringBuilder.Pooling = false;
        // A second open inside one TransactionScope would be given the session of the first, which is not recorded again.
        builder.ConnectionStringBuilder.Enlist = false;
        return new(builder, options ?? new(), loggerFactory);
    }

    /// <summary>Like <see cref="OpenAsync"/>, and blocks.</summary>
    public NpgsqlConnection Open(AdminReason reason, AdminAccess access = AdminAccess.ReadOnly)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var opening = new AdminOpening(reason, access, CancellationToken.None);
        NpgsqlConnection? connection = null;
        _opener.Expect(opening);
        try
        {
            return connection = _inner.OpenConnection();
        }
        catch (NpgsqlException e) when (RefusalOfHosts(e) is { } refusal)
        {
            _telemetry.Refused(refusal);
            ExceptionDispatchInfo.Throw(refusal);
            throw;
        }
        catch (RingfenceException e)
        {
            _telemetry.Refused(e);
            throw;
        }
        finally
        {
            _opener.Expect(null);
            End(opening, connection);
        }
    }

    /// <summary>
    /// Opens a connection that sees the rows of every tenant. The caller disposes it, and cannot open it again.
    /// </summary>
    /// <param name="reason">Who and why, to be recorded.</param>
    /// <param name="access">Whether rows may be written.</param>
    /// <param name="cancellationToken">
    /// Gives up. The record may stand all the same: it says that the connection was asked for.
    /// </param>
    /// <exception cref="AdminRoleRefusedException">The role is not the contract's admin role.</exception>
    /// <exception cref="AdminRecordRefusedException">The server did not record it.</exception>
    /// <exception cref="AdminPoolerRefusedException">A pooler stands in between.</exception>
    /// <exception cref="ContractMissingException">The database has no contract.</exception>
    /// <exception cref="ContractMismatchException">The database's contract is another.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(
        AdminReason reason,
        AdminAccess access = AdminAccess.ReadOnly,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(reason);
        var opening = new AdminOpening(reason, access, cancellationToken);
        NpgsqlConnection? connection = null;
        _opener.Expect(opening);
        try
        {
            return connection = await _inner.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e) when (RefusalOfHosts(e) is { } refusal)
        {
            _telemetry.Refused(refusal);
            ExceptionDispatchInfo.Throw(refusal);
            throw;
        }
        catch (RingfenceException e)
        {
            _telemetry.Refused(e);
            throw;
        }
        finally
        {
            End(opening, connection);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    /// <summary>
    /// Of several hosts each is tried, and the driver tells what all of them said. That one is a standby is no news: the
    /// record is what finds the primary.
    /// </summary>
    private static RingfenceException? RefusalOfHosts(NpgsqlException exception)
    {
        var refusals = exception.InnerException is AggregateException all
            ? all.InnerExceptions.OfType<RingfenceException>().ToList()
            : [];
        return refusals.Find(refusal => refusal is not AdminRecordRefusedException) ?? refusals.FirstOrDefault();
    }

    /// <summary>Every open ends here, whether the caller got the connection or an exception.</summary>
    private void End(AdminOpening opening, NpgsqlConnection? opened)
    {
        opening.End();
        if (opened is not null)
        {
            _telemetry.Opened(opened, opening.Access == AdminAccess.ReadWrite);
            _logger.AdminOpened(opening.LogId, opening.Access, opening.Reason.Who, opening.Reason.Why);
        }
        else
        {
            _logger.AdminNotOpened(opening.Access, opening.Reason.Who);
        }
    }
}
