using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;

namespace WebTests.Database;

public sealed class StartTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_service_that_connects_as_a_superuser_does_not_start()
    {
        await using var database = await postgres.CreateDatabaseAsync(InvoiceService.Database);
        var superuser = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = database.Name,
        };

        var refusal = await Assert.ThrowsAsync<PrivilegedRoleException>(() =>
            InvoiceService.StartAsync(superuser.ConnectionString, InvoiceService.Configuration(database.Secret))
        );

        Assert.Equal("postgres", refusal.Role);
    }

    [Fact]
    public async Task A_service_for_another_type_of_tenant_id_does_not_start()
    {
        await using var database = await postgres.CreateDatabaseAsync(InvoiceService.Database);

        await Assert.ThrowsAsync<ContractMismatchException>(() =>
            InvoiceService.StartAsync(
                database.ApplicationConnectionString,
                InvoiceService.Configuration(database.Secret),
                TenantIdType.BigInt
            )
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    public async Task A_service_without_a_usable_key_does_not_start(string? key)
    {
        await using var database = await postgres.CreateDatabaseAsync(InvoiceService.Database);

        await Assert.ThrowsAsync<OptionsValidationException>(() =>
            InvoiceService.StartAsync(database.ApplicationConnectionString, InvoiceService.Configuration(key))
        );
    }

    [Fact]
    public void A_second_database_is_refused_rather_than_given_the_options_of_the_first()
    {
        var ringfence = new ServiceCollection().AddRingfence().AddNpgsql("Host=one");

        Assert.Throws<InvalidOperationException>(() => ringfence.AddNpgsql("Host=two"));
    }
}
