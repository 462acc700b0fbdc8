namespace WebTests.Database;

public sealed class InvoiceTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_caller_sees_the_rows_of_its_tenant_and_no_others()
    {
        await using var database = await postgres.CreateDatabaseAsync(InvoiceService.Database);
        await using var service = await InvoiceService.StartAsync(
            database.ApplicationConnectionString,
            InvoiceService.Configuration(database.Secret)
        );

        await service.GetAsync("/add", Tenants.Claim(Tenants.Blue));
        var blue = await service.GetAsync("/count", Tenants.Claim(Tenants.Blue));
        var red = await service.GetAsync("/count", Tenants.Claim(Tenants.Red));

        Assert.Equal(("1", "0"), (blue.Body, red.Body));
    }
}
