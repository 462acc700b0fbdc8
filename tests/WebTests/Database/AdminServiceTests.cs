using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Admin;

namespace WebTests.Database;

public sealed class AdminServiceTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_service_that_adds_it_has_the_way_across_tenants_beside_the_ordinary_one()
    {
        await using var database = await postgres.CreateDatabaseAsync(InvoiceService.Database);
        var services = new ServiceCollection();
        services
            .AddRingfence()
            .AddNpgsql(database.ApplicationConnectionString, options => options.SigningKey = database.Secret)
            .AddAdmin(database.AdminConnectionString);
        await using var provider = services.BuildServiceProvider();
        var cancellationToken = TestContext.Current.CancellationToken;

        var admin = provider.GetRequiredService<AdminDataSource>();
        await using var connection = await admin.OpenAsync(
            new() { Who = "alice", Why = "a wish" },
            cancellationToken: cancellationToken
        );

        Assert.Same(admin, provider.GetRequiredService<AdminDataSource>());
        await using var command = new NpgsqlCommand("select l.who from ringfence.admin_log as l", connection);
        Assert.Equal("alice", await command.ExecuteScalarAsync(cancellationToken));
        await using var service = await provider
            .GetRequiredService<TenantDataSource>()
            .OpenConnectionAsync(cancellationToken);
        await Assert.ThrowsAsync<TenantMissingException>(async () =>
        {
            await using var read = service.CreateCommand();
            read.CommandText = "select 1";
            await read.ExecuteScalarAsync(cancellationToken);
        });
    }

    [Fact]
    public async Task Its_options_are_those_of_the_service()
    {
        await using var database = await postgres.CreateDatabaseAsync(InvoiceService.Database);
        var superuser = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = database.Name,
        };
        var services = new ServiceCollection();
        services.AddRingfence().AddAdmin(superuser.ConnectionString);
        services.Configure<AdminDataSourceOptions>(options => options.UnsafeAllowPrivilegedRole = true);
        await using var provider = services.BuildServiceProvider();

        await using var connection = provider
            .GetRequiredService<AdminDataSource>()
            .Open(new() { Who = "alice", Why = "a wish" });

        Assert.Equal("postgres", connection.UserName);
    }

    [Fact]
    public void A_second_one_is_refused_rather_than_given_the_options_of_the_first()
    {
        var ringfence = new ServiceCollection().AddRingfence().AddAdmin("Host=one");

        Assert.Throws<InvalidOperationException>(() => ringfence.AddAdmin("Host=two"));
    }
}
