namespace Ringfence.Catalog.Server;

/// <summary>pg_cron keeps its jobs in one database of the server, and they may run in every other.</summary>
internal static class CronHome
{
    private const string Preload = "shared_preload_libraries";

    /// <summary>Why jobs of this database may be kept where they were not read; null where there are none such.</summary>
    /// <param name="settings">The server's.</param>
    /// <param name="database">The one that was read, in which there is no list of jobs.</param>
    public static string? Elsewhere(IReadOnlyCollection<Setting> settings, string database) =>
        settings.FirstOrDefault(setting => setting.Name == Preload) is not { } preload
            ? $"{Preload} is hidden: whether pg_cron runs jobs here from elsewhere is not known"
        : preload.Value?.Contains("pg_cron", StringComparison.Ordinal) == true
        && settings.FirstOrDefault(setting => setting.Name == "cron.database_name")?.Value != database
            ? "pg_cron keeps its jobs in another database, and they may run in this one"
        : null;
}
