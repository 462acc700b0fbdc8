using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Ringfence.Testing.Binaries;

/// <summary>Finds server binaries, and remembers where it looked, for the error that says so.</summary>
internal sealed partial class BinarySearch(SearchEnvironment environment)
{
    private const int OldestMajor = 14;

    private const string FolderVariable = "RINGFENCE_PG_BIN";

    private const string MajorVariable = "RINGFENCE_PG_MAJOR";

    private readonly List<string> _tried = [];

    public async Task<PostgresBinaries> FindAsync(int? major, CancellationToken cancellationToken)
    {
        var asked = major ?? MajorFromEnvironment();
        if (asked < OldestMajor)
        {
            throw new PostgresUnavailableException(
                $"PostgreSQL {asked} was asked for. Ask for {OldestMajor} or later, by {MajorVariable} or the options."
            );
        }

        if (environment.Variable(FolderVariable) is { Length: > 0 } folder)
        {
            return await ProbeAsync(folder, asked, cancellationToken).ConfigureAwait(false)
                ?? throw new PostgresUnavailableException(
                    $"{FolderVariable} is set, but {string.Join("; ", _tried)}. Let it name the folder that holds initdb "
                        + "and postgres of the version asked for, or unset it."
                );
        }

        await foreach (var candidate in InstalledFoldersAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await ProbeAsync(candidate, asked, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        return await FromNpmAsync(asked ?? NpmPackage.NewestMajor, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PostgresBinaries> FromNpmAsync(int major, CancellationToken cancellationToken)
    {
        try
        {
            var folder = await NpmPackage
                .InstallAsync(major, environment.CacheFolder, cancellationToken)
                .ConfigureAwait(false);
            if (await ProbeAsync(folder, major, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }

            throw new PostgresUnavailableException(NotFound(major, "the installed npm package does not run here"));
        }
        catch (Exception reason) when (reason is NpmPackageException or IOException or UnauthorizedAccessException)
        {
            throw new PostgresUnavailableException(NotFound(major, reason.Message), reason);
        }
    }

    private string NotFound(int major, string npm) =>
        $"No server binaries of PostgreSQL {major} were found. Tried: {string.Join("; ", _tried.Append("npm: " + npm))}. "
        + $"Install PostgreSQL (Debian: apt-get install postgresql), or let {FolderVariable} name the folder that holds "
        + "initdb and postgres, or install Node.js with npm and let it reach its registry.";

    private int? MajorFromEnvironment()
    {
        var text = environment.Variable(MajorVariable);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : throw new PostgresUnavailableException(
                $"{MajorVariable} is '{text}'. Set it to a major version, such as 17."
            );
    }

    private async IAsyncEnumerable<string> InstalledFoldersAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var path = (environment.Variable("PATH") ?? "").Split(Path.PathSeparator);
        foreach (var folder in path.Where(folder => Path.IsPathFullyQualified(folder) && Holds(folder, "postgres")))
        {
            yield return folder;
        }

        if (
            path.FirstOrDefault(folder => Path.IsPathFullyQualified(folder) && Holds(folder, "pg_config")) is { } config
        )
        {
            var told = await TryRunAsync(Path.Combine(config, "pg_config"), "--bindir", cancellationToken)
                .ConfigureAwait(false);
            if (told is not null && Path.IsPathFullyQualified(told.Trim()))
            {
                yield return told.Trim();
            }
        }

        if (!Directory.Exists(environment.PackagedRoot))
        {
            _tried.Add($"{environment.PackagedRoot} does not exist");
            yield break;
        }

        var packaged = Directory
            .EnumerateDirectories(environment.PackagedRoot)
            .Select(folder => (Folder: folder, Major: Number(Path.GetFileName(folder))))
            .Where(entry => entry.Major is not null)
            .OrderByDescending(entry => entry.Major);
        foreach (var (folder, _) in packaged)
        {
            yield return Path.Combine(folder, "bin");
        }
    }

    private async Task<PostgresBinaries?> ProbeAsync(string folder, int? asked, CancellationToken cancellationToken)
    {
        folder = Path.GetFullPath(folder);
        foreach (var binary in (string[])["initdb", "postgres"])
        {
            if (!Holds(folder, binary))
            {
                _tried.Add($"{folder} holds no {binary}");
                return null;
            }
        }

        var told = await TryRunAsync(Path.Combine(folder, "postgres"), "--version", cancellationToken)
            .ConfigureAwait(false);
        var version = VersionPattern().Match(told ?? "").Groups["version"].Value;
        if (Number(version.Split('.')[0]) is not { } major)
        {
            _tried.Add($"{folder}/postgres does not run or does not tell its version");
            return null;
        }

        if (major < OldestMajor || (asked is not null && asked != major))
        {
            _tried.Add($"{folder} is PostgreSQL {major}, not {asked?.ToString(CultureInfo.InvariantCulture) ?? "14+"}");
            return null;
        }

        return new PostgresBinaries(folder, major, version);
    }

    private static bool Holds(string folder, string binary) => File.Exists(Path.Combine(folder, binary));

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<string?> TryRunAsync(string file, string argument, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await ChildProcess.RunAsync(file, [argument], "/", cancellationToken).ConfigureAwait(false);
            return outcome.ExitCode == 0 ? outcome.Output : null;
        }
        catch (Win32Exception)
        {
            return null; // Not executable, or built for another machine.
        }
    }

    // «postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)», «18beta1», «18.4»
    [GeneratedRegex(@"^postgres \(PostgreSQL\) (?<version>\d+[.\d]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();
}
