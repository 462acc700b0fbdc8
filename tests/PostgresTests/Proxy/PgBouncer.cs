using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Ringfence.Testing.Server;

namespace PostgresTests.Proxy;

/// <summary>
/// A PgBouncer in transaction mode with two server connections, so that what a client sends in two transactions is
/// served by two processes now and then. Ends, by its process id, when disposed.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private PgBouncer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public static bool IsInstalled => Binary is not null;

    private static string? Binary { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "pgbouncer"))
            .FirstOrDefault(File.Exists);

    /// <summary>In front of the server and for the user that the connection string names.</summary>
    public static async Task<PgBouncer> StartAsync(string connectionString, CancellationToken cancellationToken)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("ringfence-pgbouncer-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "users.txt"),
            $"\"{target.Username}\" \"{target.Password}\"\n",
            cancellationToken
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, "pgbouncer.ini"),
            Configuration(target, folder, port),
            cancellationToken
        );
        var bouncer = new PgBouncer(await LaunchAsync(folder, cancellationToken), folder, port);
        try
        {
            await bouncer.WaitUntilItAnswersAsync(target, cancellationToken);
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configuration(NpgsqlConnectionStringBuilder target, string folder, int port) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            [databases]
            * = host={target.Host} port={target.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {folder}/users.txt
            pool_mode = transaction
            default_pool_size = 2
            max_client_conn = 100
            ignore_startup_parameters = extra_float_digits

            """
        );

    /// <summary>As another user where we are root, as whom PgBouncer refuses to run.</summary>
    private static async Task<Process> LaunchAsync(string folder, CancellationToken cancellationToken)
    {
        string[] command = [Binary!, "-q", Path.Combine(folder, "pgbouncer.ini")];
        if (Environment.IsPrivilegedProcess)
        {
            var user = UnprivilegedUser.Get();
            using var chown = Process.Start("chown", ["-R", $"{user.UserId}:{user.GroupId}", folder]);
            await chown.WaitForExitAsync(cancellationToken);
            command =
            [
                "setpriv",
                $"--reuid={user.UserId}",
                $"--regid={user.GroupId}",
                "--clear-groups",
                "--",
                .. command,
            ];
        }

        return Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/", UseShellExecute = false }
        )!;
    }

    private async Task WaitUntilItAnswersAsync(
        NpgsqlConnectionStringBuilder target,
        CancellationToken cancellationToken
    )
    {
        var through = new NpgsqlConnectionStringBuilder(target.ConnectionString) { Port = Port, Pooling = false };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(through.ConnectionString);
                await connection.OpenAsync(deadline.Token);
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited)
            {
                await Task.Delay(20, deadline.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
