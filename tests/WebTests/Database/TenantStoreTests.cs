using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql.Sessions;
using Ringfence.Npgsql.Tenants;
using Ringfence.Tenants;
using Ringfence.Testing.Databases;

namespace WebTests.Database;

/// <summary>The registry in a service: it starts and ends with it.</summary>
public sealed class TenantStoreTests(PostgresFixture postgres)
{
    private static readonly TenantId Red = TenantId.From(new Guid(1, 0, 4, [8, 0, 0, 0, 0, 0, 0, 1]));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_asks_its_store_which_listens_while_the_service_runs()
    {
        await using var database = await postgres.CreateDatabaseAsync(new());
        var registry = new TenantRegistry(database.Superuser);
        await registry.RegisterAsync(Red, cancellationToken: Cancellation);
        await using var app = Build(database.ApplicationConnectionString);
        var store = app.Services.GetRequiredService<ITenantStore>();

        await app.StartAsync(Cancellation);
        await UntilListenersAsync(database, 1);
        Assert.Equal(TenantState.Active, await store.FindStateAsync(Red, Cancellation));
        Assert.Same(app.Services.GetRequiredService<DatabaseTenantStore>(), store);

        await app.StopAsync(Cancellation);
        await UntilListenersAsync(database, 0);
    }

    [Fact]
    public async Task A_service_whose_database_has_no_registry_does_not_start()
    {
        var database = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString);
        await using var app = Build(database.ConnectionString);

        await Assert.ThrowsAsync<TenantRegistryMissingException>(() => app.StartAsync(Cancellation));
    }

    [Fact]
    public async Task A_service_for_another_type_of_tenant_id_does_not_start()
    {
        await using var database = await postgres.CreateDatabaseAsync(new());
        await using var app = Build(database.ApplicationConnectionString, type: TenantIdType.Text);

        await Assert.ThrowsAsync<ContractMismatchException>(() => app.StartAsync(Cancellation));
    }

    [Fact]
    public async Task A_service_with_an_option_out_of_range_does_not_start()
    {
        await using var app = Build("Host=nowhere.invalid", options => options.UnheardAge = TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Cancellation));
    }

    [Fact]
    public void A_second_registry_is_refused_rather_than_given_the_options_of_the_first()
    {
        var ringfence = new ServiceCollection().AddRingfence().AddTenantStore("Host=one");

        Assert.Throws<InvalidOperationException>(() => ringfence.AddTenantStore("Host=two"));
    }

    private static WebApplication Build(
        string connectionString,
        Action<TenantStoreOptions>? configure = null,
        TenantIdType type = TenantIdType.Uuid
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder
            .Services.AddRingfence(options => options.TenantIdType = type)
            .AddTenantStore(connectionString, configure);
        return builder.Build();
    }

    /// <summary>Asks the server, until so many connections listen.</summary>
    private static async Task UntilListenersAsync(TestDatabase database, long count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        await using var command = database.Superuser.CreateCommand(
            """
            select count(*) from pg_stat_activity as a
            where a.datname = current_database() and a.query in ('listen ringfence_tenants', 'select 1')
            """
        );
        while ((long)(await command.ExecuteScalarAsync(patience.Token))! != count)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
