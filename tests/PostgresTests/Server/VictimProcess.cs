using System.Diagnostics;
using System.Globalization;

namespace PostgresTests.Server;

/// <summary>A child that holds a server and leads a process group of its own, for tests that end it the hard way.</summary>
internal sealed class VictimProcess : IDisposable
{
    private readonly Process _process;

    private VictimProcess(Process process, int serverId, string folder)
    {
        _process = process;
        ServerId = serverId;
        Folder = folder;
    }

    public int ServerId { get; }

    public string Folder { get; }

    public static async Task<VictimProcess> StartAsync(string argument, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "PostgresTests.Victim.dll");
        var process = Process.Start(
            // A runner that was started in the background hands down that interrupts are ignored.
            new ProcessStartInfo("setsid", ["env", "--default-signal=INT,QUIT", "dotnet", program, argument])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line?.Split(' ', 2) is not [var id, var folder])
        {
            throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(cancellationToken));
        }

        return new VictimProcess(process, int.Parse(id, CultureInfo.InvariantCulture), folder);
    }

    /// <summary>Signals the whole group, as a terminal does on Ctrl-C and a CI runner when its patience ends.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        var group = (-_process.Id).ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-s", signal, "--", group]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>For a minute at most: one that outlives its signal is a failure, not a reason to wait.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) =>
        _process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
