using System.Text;

namespace Ringfence.Cli;

/// <summary>Keeps a secret in a file that its user alone may read, and never overwrites one.</summary>
internal static class SecretFile
{
    public static async Task WriteAsync(FileInfo file, string secret, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        if (file.Exists)
        {
            throw new IOException(
                $"{file.FullName} exists, and a secret is never overwritten: nothing was changed. Give another"
                    + " --secret-file, or move this one away."
            );
        }

        var stream = new FileStream(file.FullName, options);
        await using var _ = stream.ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{secret}\n"), cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true); // The server keeps no copy: it must be there before the commit.
        }
        catch
        {
            file.Delete();
            throw;
        }
    }
}
