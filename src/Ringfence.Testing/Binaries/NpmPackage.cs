using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Ringfence.Testing.Binaries;

/// <summary>
/// Installs the pinned npm package of a major version into the cache, once: other processes wait, and what is half done
/// never has the final name.
/// </summary>
internal static class NpmPackage
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable =
        Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(10);

    public static int NewestMajor { get; } = PinnedPackage.NewestMajor();

    /// <summary>Returns the folder of the binaries.</summary>
    public static Task<string> InstallAsync(int major, string cache, CancellationToken cancellationToken) =>
        InstallAsync(PinnedPackage.Get(major), cache, cancellationToken);

    internal static async Task<string> InstallAsync(
        PinnedPackage package,
        string cache,
        CancellationToken cancellationToken
    )
    {
        var home = Path.Combine(cache, $"{package.Alias}@{package.Version}");
        var binaries = Path.Combine(home, "node_modules", package.Alias, "native", "bin");
        if (Directory.Exists(home))
        {
            return binaries;
        }

        MakeReachable(cache);
        using var guard = await LockAsync(home + ".lock", cancellationToken).ConfigureAwait(false);
        if (Directory.Exists(home))
        {
            return binaries;
        }

        var unfinished = home + ".unfinished";
        Delete(unfinished);
        try
        {
            Directory.CreateDirectory(unfinished);
            await RunNpmAsync(package, unfinished, cancellationToken).ConfigureAwait(false);

            var root = Path.Combine(unfinished, "node_modules", package.Alias);
            MakeLinks(root);
            LetEveryoneRead(unfinished);
            Directory.Move(unfinished, home);
            return binaries;
        }
        finally
        {
            Delete(unfinished);
        }
    }

    private static async Task RunNpmAsync(PinnedPackage package, string folder, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), package.Manifest, cancellationToken)
            .ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "package-lock.json"), package.Lock, cancellationToken)
            .ConfigureAwait(false);

        ProcessOutcome outcome;
        try
        {
            string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
            outcome = await ChildProcess.RunAsync("npm", arguments, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception reason)
        {
            throw new NpmPackageException("npm is not installed", reason);
        }

        if (outcome.ExitCode != 0)
        {
            throw new NpmPackageException($"'npm ci' of {package.Alias} failed: {outcome.Errors.Trim()}");
        }
    }

    // npm drops symbolic links from a package; the package lists them for a script that we do not run.
    private static void MakeLinks(string root)
    {
        var list = Path.Combine(root, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Inside(root, link.GetProperty("source").GetString()!);
            var target = Inside(root, link.GetProperty("target").GetString()!);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
        }
    }

    private static string Inside(string root, string path)
    {
        var full = Path.GetFullPath(path, root);
        return full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new NpmPackageException($"the package lists a link outside itself: {path}");
    }

    private static void MakeReachable(string cache)
    {
        Directory.CreateDirectory(cache);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // A tight umask must not shut out the unprivileged user that the server runs as.
            File.SetUnixFileMode(cache, Executable | UnixFileMode.UserWrite);
            File.SetUnixFileMode(Path.GetDirectoryName(cache)!, Executable | UnixFileMode.UserWrite);
        }
    }

    private static void LetEveryoneRead(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(folder, Executable | UnixFileMode.UserWrite);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            if (entry.LinkTarget is null)
            {
                var runs = entry is DirectoryInfo || entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
                entry.UnixFileMode = (runs ? Executable : Readable) | UnixFileMode.UserWrite;
            }
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waiting.Elapsed < LockTimeout)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
