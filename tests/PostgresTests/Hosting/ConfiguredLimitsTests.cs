using Microsoft.Extensions.DependencyInjection;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Limits;

namespace PostgresTests.Hosting;

/// <summary>Limits that come from a section of the configuration, by either way to take it.</summary>
public sealed class ConfiguredLimitsTests(PostgresFixture postgres)
{
    private const string Connections = "Ringfence:Limits:Default:MaxConnections";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_limit_from_a_section_holds(bool generated)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var service = await Service.StartAsync(
            (services, configuration) =>
            {
                var section = configuration.GetSection("Ringfence");
                var ringfence = services.AddRingfence().AddNpgsql(database.ApplicationConnectionString);
                if (generated)
                {
                    ringfence.ConfigureNpgsql(section);
                }
                else
                {
                    services.Configure<TenantDataSourceOptions>(section);
                }
            },
            [
                .. Service.Settings("Ringfence", database),
                new(Connections, "1"),
                new("Ringfence:Limits:Default:MaxWait", "00:00:00"),
            ]
        );
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var first = await service.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<TenantLimitedException>(async () =>
            await service.Source.OpenConnectionAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_limit_that_a_reload_brings_is_logged_as_one_that_takes_a_restart()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var service = await Service.StartAsync(database);

        service.Reload((Connections, "1"), ("Ringfence:MetricTenants", "10"));

        Assert.Contains("change Limits, MetricTenants, which takes", service.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_that_the_caller_changes_after_the_fact_change_nothing()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var limits = new TenantLimitOptions
        {
            Default = new() { MaxConnections = 1, MaxWait = TimeSpan.Zero },
        };
        await using var source = database.CreateSource(options => options.Limits = limits);
        using var scope = TenantScope.Enter(Invoices.Red);

        limits.Default = new();

        await using var first = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<TenantLimitedException>(async () =>
            await source.OpenConnectionAsync(TestContext.Current.CancellationToken)
        );
    }
}
