using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using Ringfence.Testing.Server;

namespace Ringfence.Testing;

/// <summary>
/// A throw-away PostgreSQL cluster: on the loopback address only, behind a random password, in a folder of its own that
/// no other user reads. Server and folder are gone after <see cref="DisposeAsync"/>, and also when this process is
/// interrupted, crashes or is killed. Nothing in it survives a crash of the machine. All members may be used by several
/// threads at once.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    internal const string LoopbackAddress = "127.0.0.1";

    private const string Superuser = "postgres";

    private const int PortAttempts = 5;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Supervisor _supervisor;
    private readonly string _password;
    private Task? _stopping;

    private PostgresServer(PostgresBinaries binaries, Supervisor supervisor, int port, string password)
    {
        Binaries = binaries;
        LogFile = supervisor.LogFile;
        ProcessId = supervisor.ServerId;
        Port = port;
        _supervisor = supervisor;
        _password = password;
    }

    /// <summary>The loopback address, the only one that the server listens on.</summary>
    public string Host { get; } = LoopbackAddress;

    /// <summary>The port that the server listens on.</summary>
    public int Port { get; }

    /// <summary>The major version that runs, such as 17.</summary>
    public int Major => Binaries.Major;

    /// <summary>What the server itself says its version is (<c>server_version</c>).</summary>
    public string Version { get; private set; } = "";

    /// <summary>The process id of the postmaster.</summary>
    public int ProcessId { get; }

    /// <summary>The binaries that it runs from.</summary>
    public PostgresBinaries Binaries { get; }

    /// <summary>The path of the server's log; it goes when the server goes.</summary>
    public string LogFile { get; }

    /// <summary>
    /// Connects as the superuser to the database <c>postgres</c>. A superuser sees through every policy: for setting up,
    /// never for testing isolation.
    /// </summary>
    public string SuperuserConnectionString => ConnectionString("postgres", Superuser, _password);

    /// <summary>Finds or installs binaries, creates a cluster, and returns when the server answers.</summary>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    /// <exception cref="PostgresUnavailableException">There are no usable binaries.</exception>
    /// <exception cref="PostgresStartException">The server did not start in time or at all.</exception>
    public static async Task<PostgresServer> StartAsync(
        PostgresServerOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new PostgresServerOptions();
        var binaries = await PostgresBinaries.FindAsync(options.Major, cancellationToken).ConfigureAwait(false);
        return await StartAsync(binaries, options, null, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<PostgresServer> StartAsync(
        PostgresBinaries binaries,
        PostgresServerOptions options,
        PostgresServer? primary,
        CancellationToken cancellationToken
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.StartTimeout);
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            try
            {
                return await StartAsync(binaries, options, port, primary, deadline.Token).ConfigureAwait(false);
            }
            catch (PostgresStartException reason) when (attempt < PortAttempts && IsPortClash(reason))
            {
                // Somebody took the port between our finding it free and the server's binding it.
            }
            catch (OperationCanceledException reason) when (!cancellationToken.IsCancellationRequested)
            {
                throw new PostgresStartException(
                    $"PostgreSQL {binaries.Version} did not start within {options.StartTimeout}. Allow it a longer "
                        + $"{nameof(PostgresServerOptions.StartTimeout)}, or look at what keeps this machine busy.",
                    reason
                );
            }
        }
    }

    /// <summary>
    /// Starts a hot standby of this server: a copy of the cluster as it is now, which then follows what is written here.
    /// It answers queries and refuses writes, and its roles and passwords are this server's. It does not end with this
    /// server, and is disposed like it.
    /// </summary>
    /// <param name="options">Its settings, which win over this server's; its major version is this one's.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    /// <exception cref="PostgresStartException">The replica did not start in time or at all.</exception>
    public Task<PostgresServer> StartReplicaAsync(
        PostgresServerOptions? options = null,
        CancellationToken cancellationToken = default
    ) => StartAsync(Binaries, options ?? new PostgresServerOptions(), this, cancellationToken);

    /// <summary>Returns when this replica has replayed all that the primary has committed by now.</summary>
    /// <param name="primary">The server that this one was started from.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task CatchUpAsync(PostgresServer primary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(primary);
        // What commits by itself may be written later; this commit takes all before it along.
        await primary
            .ExecuteAsync(
                "set synchronous_commit = on; select pg_logical_emit_message(true, 'ringfence', '')",
                cancellationToken
            )
            .ConfigureAwait(false);
        var written = await primary
            .ReadAsync<string>("select pg_current_wal_flush_lsn()::text", cancellationToken)
            .ConfigureAwait(false);
        var replayed = $"select coalesce(pg_last_wal_replay_lsn() >= '{written}', false)";
        while (!await ReadAsync<bool>(replayed, cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes this replica a primary, which follows nobody any more; returns when it takes writes.</summary>
    public async Task PromoteAsync(CancellationToken cancellationToken = default)
    {
        if (!await ReadAsync<bool>("select pg_promote(true, 60)", cancellationToken).ConfigureAwait(false))
        {
            throw new PostgresStartException(
                $"The replica was not promoted within a minute. Its log ends with:\n{_supervisor.LogTail()}"
            );
        }
    }

    /// <summary>Connects to this server by password, without TLS, which the loopback address does not need.</summary>
    public string ConnectionString(string database, string user, string password) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Database = database,
            Username = user,
            Password = password,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    /// <summary>Creates a database, owned by the superuser, and returns its name, which is unique.</summary>
    /// <param name="template">The database to copy, which nobody may be connected to; null copies an empty one.</param>
    /// <param name="cancellationToken">Gives up; the database may have been created.</param>
    public async Task<string> CreateDatabaseAsync(
        string? template = null,
        CancellationToken cancellationToken = default
    )
    {
        var name = $"test_{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        var sql = $"create database {Quoted(name)} template {Quoted(template ?? "template1")}";
        await ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
        return name;
    }

    /// <summary>Drops a database and ends the connections to it; one that is not there is no error.</summary>
    public Task DropDatabaseAsync(string name, CancellationToken cancellationToken = default) =>
        ExecuteAsync($"drop database if exists {Quoted(name)} with (force)", cancellationToken);

    /// <summary>Stops the server and removes its folder; returns when both are gone.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_supervisor)
        {
            _stopping ??= _supervisor.DisposeAsync().AsTask();
        }

        return new ValueTask(_stopping);
    }

    private static async Task<PostgresServer> StartAsync(
        PostgresBinaries binaries,
        PostgresServerOptions options,
        int port,
        PostgresServer? primary,
        CancellationToken cancellationToken
    )
    {
        var password = primary?._password ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        var configuration = primary is null
            ? ServerConfiguration.Lines(options.Settings, port)
            : ServerConfiguration.ReplicaLines(options.Settings, port, primary.ReplicationSource);
        var supervisor = primary is null
            ? await Supervisor
                .StartAsync(binaries, password, configuration, null, cancellationToken)
                .ConfigureAwait(false)
            : await primary.SuperviseReplicaAsync(configuration, cancellationToken).ConfigureAwait(false);
        var server = new PostgresServer(binaries, supervisor, port, password);
        try
        {
            await server.WaitUntilItAnswersAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_supervisor.ServerHasStopped)
            {
                throw new PostgresStartException(
                    $"PostgreSQL {Binaries.Version} ended while it started. Its log ends with:\n{_supervisor.LogTail()}"
                );
            }

            try
            {
                Version = await ReadAsync<string>("show server_version", cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (NpgsqlException)
            {
                // Not listening yet, or still starting up (57P03). If it is another's server that answers on this port,
                // the password is wrong, and ours is about to end because the port is taken.
                await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How a replica finds this server; in its configuration, which nobody else reads.</summary>
    private string ReplicationSource => $"host={Host} port={Port} user={Superuser} password={_password}";

    private async Task<Supervisor> SuperviseReplicaAsync(
        IEnumerable<string> configuration,
        CancellationToken cancellationToken
    )
    {
        var backup = await BaseBackup
            .BeginAsync(SuperuserConnectionString + ";Pooling=false", Major, _supervisor.DataFolder, cancellationToken)
            .ConfigureAwait(false);
        await using var _ = backup.ConfigureAwait(false);
        return await Supervisor
            .StartAsync(Binaries, _password, configuration, backup, cancellationToken)
            .ConfigureAwait(false);
    }

    private Task<T> ReadAsync<T>(string sql, CancellationToken cancellationToken) =>
        QueryAsync(
            sql,
            async command => (T)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!,
            cancellationToken
        );

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        QueryAsync(sql, command => command.ExecuteNonQueryAsync(cancellationToken), cancellationToken);

    // Without a pool: the database of the superuser must be free for others, and the server may go at any time.
    private async Task<T> QueryAsync<T>(
        string sql,
        Func<NpgsqlCommand, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        var connection = new NpgsqlConnection(SuperuserConnectionString + ";Pooling=false");
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var command = new NpgsqlCommand(sql, connection);
            await using (command.ConfigureAwait(false))
            {
                return await read(command).ConfigureAwait(false);
            }
        }
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool IsPortClash(PostgresStartException reason) =>
        reason.Message.Contains("could not bind", StringComparison.Ordinal);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Parse(LoopbackAddress), 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
