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

        var stream = new FileStream(file.FullName, options);
        await using var _ = stream.ConfigureAwait(false);
        var writer = new StreamWriter(stream);
        await using var __ = writer.ConfigureAwait(false);
        await writer.WriteLineAsync(secret.AsMemory(), cancellationToken).ConfigureAwait(false);
    }
}
