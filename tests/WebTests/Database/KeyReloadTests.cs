using Ringfence;
using Ringfence.Npgsql.Contract;

namespace WebTests.Database;

public sealed class KeyReloadTests(PostgresFixture postgres)
{
    private const string Key = "Ringfence:SigningKey";

    [Fact]
    public async Task A_key_that_the_configuration_brings_later_is_used_without_a_restart()
    {
        await using var database = await postgres.CreateDatabaseAsync(InvoiceService.Database);
        var configuration = InvoiceService.Configuration(database.Secret);
        await using var service = await InvoiceService.StartAsync(database.ApplicationConnectionString, configuration);
        var key = await KeyRotation.RotateAsync(
            database.Superuser,
            TimeSpan.Zero,
            cancellationToken: TestContext.Current.CancellationToken
        );
        await Assert.ThrowsAsync<TenantRefusedException>(() => service.GetAsync("/count", Tenants.Claim(Tenants.Red)));

        configuration[Key] = key;
        configuration.Reload();

        Assert.Equal("0", (await service.GetAsync("/count", Tenants.Claim(Tenants.Red))).Body);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    public async Task A_reload_that_brings_no_usable_key_leaves_the_last_one_in_use(string? key)
    {
        await using var database = await postgres.CreateDatabaseAsync(InvoiceService.Database);
        var configuration = InvoiceService.Configuration(database.Secret);
        await using var service = await InvoiceService.StartAsync(database.ApplicationConnectionString, configuration);

        configuration[Key] = key;
        configuration.Reload();

        Assert.Equal("0", (await service.GetAsync("/count", Tenants.Claim(Tenants.Red))).Body);
    }
}
