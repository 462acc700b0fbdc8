using Ringfence.Npgsql;

namespace UnitTests.Hosting;

public sealed class ReloadOrderTests
{
    private const string Name = "shop";

    private static readonly string Key = $"rfk1.1.{new string('A', 43)}";

    [Fact]
    public void A_reload_that_is_announced_late_does_not_bring_back_what_a_later_one_replaced()
    {
        var older = Lasting(minutes: 4);
        var monitor = new LateMonitor(Lasting(minutes: 3));
        using var source = TenantDataSource.Create("Host=localhost", Lasting(minutes: 5));
        source.Follow(monitor, Name);

        monitor.Announce(older, Name);

        Assert.Equal(TimeSpan.FromMinutes(3), source.Options.TokenLifetime);
    }

    private static TenantDataSourceOptions Lasting(int minutes) =>
        new() { SigningKey = Key, TokenLifetime = TimeSpan.FromMinutes(minutes) };
}
