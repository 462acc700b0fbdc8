using System.Diagnostics;
using System.Globalization;

namespace PostgresTests.Server;

/// <summary>A child process that holds a server, for tests that end it the hard way.</summary>
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
            new ProcessStartInfo("dotnet", [program, argument])
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

    /// <summary>Sends the signal to the victim alone; the pid is our own child's.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-s", signal, id]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
