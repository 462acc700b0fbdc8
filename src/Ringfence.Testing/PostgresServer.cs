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
        return await StartAsync(binaries, options, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<PostgresServer> StartAsync(
        PostgresBinaries binaries,
        PostgresServerOptions options,
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
                return await StartAsync(binaries, options, port, deadline.Token).ConfigureAwait(false);
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
        CancellationToken cancellationToken
    )
    {
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var configuration = ServerConfiguration.Lines(options.Settings, port);
        var supervisor = await Supervisor
            .StartAsync(binaries, password, configuration, cancellationToken)
            .ConfigureAwait(false);
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
                Version = await ReadVersionAsync(cancellationToken).ConfigureAwait(false);
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

    private Task<string> ReadVersionAsync(CancellationToken cancellationToken) =>
        QueryAsync(
            "show server_version",
            async command => (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!,
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
