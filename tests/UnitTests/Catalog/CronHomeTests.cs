using Ringfence.Catalog.Server;

namespace UnitTests.Catalog;

public sealed class CronHomeTests
{
    [Theory]
    [InlineData("shared_preload_libraries=pg_stat_statements", null)]
    [InlineData("shared_preload_libraries=", null)]
    [InlineData("shared_preload_libraries=pg_cron cron.database_name=shop", null)]
    [InlineData("shared_preload_libraries=pg_cron cron.database_name=postgres", "another database")]
    [InlineData("shared_preload_libraries=pg_cron", "another database")]
    [InlineData("", "is hidden")]
    public void Jobs_of_another_database_are_not_taken_for_none(string settings, string? part)
    {
        var why = CronHome.Elsewhere(
            [.. settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Read)],
            "shop"
        );

        Assert.Equal(part is null, why is null);
        Assert.Contains(part ?? "", why ?? "", StringComparison.Ordinal);
    }

    private static Setting Read(string text) =>
        new()
        {
            Name = text.Split('=')[0],
            Value = text.Split('=')[1],
            Source = "configuration file",
            Context = "postmaster",
        };
}
