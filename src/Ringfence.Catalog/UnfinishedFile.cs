namespace Ringfence.Catalog;

/// <summary>
/// A file that is written beside its final name, so that what was there stays until all is written. Its name is nobody else's,
/// and what is removed when that fails is never another's.
/// </summary>
internal static class UnfinishedFile
{
    /// <param name="target">The final name.</param>
    /// <param name="mode">The rights of the file; null leaves them to the system.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="finish">Gives it its final name; it gets the name that it has until then.</param>
    public static async Task WriteAsync(
        string target,
        UnixFileMode? mode,
        Func<Stream, Task> write,
        Func<string, Task> finish
    )
    {
        var unfinished = $"{target}.{Guid.NewGuid():N}.unfinished";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        var stream = new FileStream(unfinished, options);
        try
        {
            await using (stream.ConfigureAwait(false))
            {
                if (mode is { } exact && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(stream.SafeFileHandle, exact); // What the process masks is asked for too.
                }

                await write(stream).ConfigureAwait(false);
            }

            await finish(unfinished).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(unfinished); // Gone already where it has its final name.
        }
    }
}
