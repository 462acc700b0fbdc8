namespace Ringfence.Catalog.Server;

/// <summary>A job of pg_cron.</summary>
internal sealed record CronJob
{
    public required long Id { get; init; }
    public required string Role { get; init; }
    public required string Database { get; init; }
    public required string Command { get; init; }
    public required bool IsActive { get; init; }

    public static CronJob Read(Row row) =>
        new()
        {
            Id = row.Count("id"),
            Role = row.Text("role"),
            Database = row.Text("database"),
            Command = row.Text("command"),
            IsActive = row.Flag("is_active"),
        };
}
