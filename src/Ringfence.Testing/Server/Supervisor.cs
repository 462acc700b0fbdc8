using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ringfence.Testing.Server;

/// <summary>
/// The shell script that runs a server, seen from its parent. It lives in a session of its own, where Ctrl-C does not
/// reach it, and ends with the pipe that only this process holds: however this process ends, the server ends too.
/// </summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private const int LogLines = 20;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private Task<string?> _nextLine = Task.FromResult<string?>(null);
    private string _folder = "";

    private Supervisor(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public string LogFile => Path.Combine(_folder, "server.log");

    /// <summary>The pid of the postmaster.</summary>
    public int ServerId { get; private set; }

    public bool ServerHasStopped => _nextLine.IsCompleted;

    /// <summary>Where the cluster lives.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>Creates the cluster and sets the postmaster off; it does not answer yet.</summary>
    /// <param name="binaries">What runs.</param>
    /// <param name="password">The superuser's.</param>
    /// <param name="configuration">The lines of <c>postgresql.conf</c>.</param>
    /// <param name="backup">A backup that has begun, for a replica; null for a cluster of its own.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    public static async Task<Supervisor> StartAsync(
        PostgresBinaries binaries,
        string password,
        IEnumerable<string> configuration,
        BaseBackup? backup,
        CancellationToken cancellationToken
    )
    {
        var supervisor = new Supervisor(Launch(binaries, backup?.DataFolder));
        try
        {
            await supervisor
                .CreateClusterAsync(password, configuration, backup, cancellationToken)
                .ConfigureAwait(false);
            return supervisor;
        }
        catch
        {
            await supervisor.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The last lines of the server's log, as long as its folder is there.</summary>
    public string LogTail() =>
        File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(LogLines)) : "(no log)";

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The script has ended already: what was still to be written has no reader.
        }

        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task CreateClusterAsync(
        string password,
        IEnumerable<string> configuration,
        BaseBackup? backup,
        CancellationToken cancellationToken
    )
    {
        await TellAsync([password, .. configuration], cancellationToken).ConfigureAwait(false);
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            switch (line.Split(' ', 2))
            {
                case ["folder", var folder]:
                    _folder = folder;
                    break;
                case ["copied"] when backup is not null:
                    await TellAsync([await backup.EndAsync(cancellationToken).ConfigureAwait(false)], cancellationToken)
                        .ConfigureAwait(false);
                    break;
                case ["started", var id]:
                    ServerId = int.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture);
                    _nextLine = _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
                    return;
                default:
                    throw new PostgresStartException($"The cluster was not created. Its log ends with:\n{LogTail()}");
            }
        }

        var errors = await _errors.WaitAsync(cancellationToken).ConfigureAwait(false);
        throw new PostgresStartException($"The supervisor of the server did not start: {errors.Trim()}");
    }

    private async Task TellAsync(IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        var input = string.Join('\n', [.. lines, ".", ""]);
        try
        {
            await _process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The script did not get as far as reading; what it says instead follows.
        }
    }

    private static Process Launch(PostgresBinaries binaries, string? primary)
    {
        string[] command = [.. OwnSession(), .. OtherUser(), "/bin/sh", "-c", Script(), "ringfence-postgres"];
        string[] arguments = [binaries.Folder, Path.GetTempPath(), .. primary is null ? [] : new[] { primary }];
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };

        // The server must not take its settings from PGPORT, PGOPTIONS and their like.
        foreach (
            var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList()
        )
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception reason)
        {
            throw new PostgresUnavailableException($"'{command[0]}' cannot be run. Install it.", reason);
        }
    }

    // macOS has no setsid; its perl does.
    private static string[] OwnSession() =>
        OperatingSystem.IsLinux() ? ["setsid"]
        : OperatingSystem.IsMacOS() ? ["perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV or die $!", "--"]
        : throw new PlatformNotSupportedException("A throw-away PostgreSQL runs on Linux and macOS.");

    private static string[] OtherUser()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("PostgreSQL does not run as root. Run this as another user.");
        }

        var user = UnprivilegedUser.Get();
        return ["setpriv", $"--reuid={user.UserId}", $"--regid={user.GroupId}", "--clear-groups", "--"];
    }

    private static string Script()
    {
        using var stream = typeof(Supervisor).Assembly.GetManifestResourceStream("supervise.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
