using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Jobs;
using Ringfence.Messages;
using Ringfence.Testing;
using Ringfence.Testing.Databases;
using Worker;
using Worker.Outboxes;

namespace PostgresTests.Jobs;

/// <summary>The sample's service with a database of its own, not started: tests run its pieces one by one.</summary>
internal sealed class WorkerSample : IAsyncDisposable
{
    public static readonly TenantId Red = DataSource.Invoices.Red;
    public static readonly TenantId Blue = DataSource.Invoices.Blue;

    private static readonly string Key = MessageKey.Generate(1);

    private readonly WebApplication _app;
    private readonly bool _isOwner;

    private WorkerSample(TestDatabase database, WebApplication app, bool isOwner)
    {
        Database = database;
        _app = app;
        _isOwner = isOwner;
    }

    public TestDatabase Database { get; }

    public ITenantRunner Runner => Get<ITenantRunner>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="server">Where its database is made.</param>
    /// <param name="tenants">Those that the service knows as active; red and blue where there are none.</param>
    public static async Task<WorkerSample> CreateAsync(PostgresServer server, params TenantId[] tenants)
    {
        var options = new TestDatabaseOptions
        {
            Schema = WorkerService.Schema,
            TenantTables = string.Join(' ', WorkerService.TenantTables),
        };
        var database = await TestDatabase.CreateAsync(server, options, Cancellation);
        foreach (var tenant in tenants.Length == 0 ? [Red, Blue] : tenants)
        {
            await database.Superuser.RunAsync($"insert into tenants (id, name) values ('{tenant}', '{tenant}')");
        }

        return new(database, await BuildAsync(database, new()), isOwner: true);
    }

    /// <summary>Another instance of the service, on the same database, that sends to this broker.</summary>
    public async Task<WorkerSample> AnotherAsync(TakingBroker broker) =>
        new(Database, await BuildAsync(Database, broker), isOwner: false);

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts the service with all its work, and returns a client of this tenant.</summary>
    public async Task<HttpClient> StartAsync(TenantId tenant)
    {
        await _app.StartAsync(Cancellation);
        var client = new HttpClient { BaseAddress = new(_app.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Members.Token(tenant));
        return client;
    }

    public TakingBroker Broker => (TakingBroker)Get<IBroker>();

    public Task AddInvoiceAsync(TenantId tenant, int total, int dueInDays = 1) =>
        Runner.RunAsync(
            tenant,
            (services, token) => services.GetRequiredService<Worker.Invoices>().AddAsync(new(total, dueInDays), token),
            Cancellation
        );

    /// <summary>Changes what is known of a tenant, and lets the service know it.</summary>
    public async Task SuspendAsync(TenantId tenant)
    {
        await Database.Superuser.RunAsync($"update tenants set is_active = false where id = '{tenant}'");
        await Get<TenantList>().ReadAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_isOwner)
        {
            await Database.DisposeAsync();
        }
    }

    private static async Task<WebApplication> BuildAsync(TestDatabase database, TakingBroker broker)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "Worker", ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:Worker", database.ApplicationConnectionString),
            new("Ringfence:SigningKey", database.Secret),
            new("Ringfence:MessageKey", Key),
            .. Members.Configuration,
        ]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IBroker>(broker);
        var app = WorkerService.Build(builder);
        await app.Services.GetRequiredService<TenantList>().ReadAsync(Cancellation);
        return app;
    }
}
