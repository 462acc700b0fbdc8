using System.Diagnostics;

namespace Ringfence.Testing.Binaries;

/// <summary>Runs a program to its end; a cancelled one is killed.</summary>
internal static class ChildProcess
{
    public static async Task<ProcessOutcome> RunAsync(
        string file,
        IEnumerable<string> arguments,
        string workingFolder,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(cancellationToken)).ConfigureAwait(false);

            return new ProcessOutcome(
                process.ExitCode,
                await output.ConfigureAwait(false),
                await errors.ConfigureAwait(false)
            );
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
