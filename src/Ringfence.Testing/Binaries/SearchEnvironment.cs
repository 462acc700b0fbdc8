namespace Ringfence.Testing.Binaries;

/// <summary>What the search for binaries looks at outside the process: a seam, so that a test need not change it.</summary>
internal sealed record SearchEnvironment(Func<string, string?> Variable, string PackagedRoot, string CacheFolder)
{
    public static SearchEnvironment Process { get; } =
        new(Environment.GetEnvironmentVariable, "/usr/lib/postgresql", DefaultCacheFolder());

    // The server of a privileged user runs as another one, who cannot look into /root.
    private static string DefaultCacheFolder()
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/var/cache/ringfence/postgres";
        }

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (!Path.IsPathFullyQualified(cache ?? ""))
        {
            cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return Path.Combine(cache!, "ringfence", "postgres");
    }
}
