using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;
using WebTests.Database;
using WebTests.Lives.Grpc;
using WebTests.Lives.Hubs;

namespace WebTests.Lives;

/// <summary>A service over a real connection and a real database, with every kind of life there is.</summary>
internal sealed class LifeService : IAsyncDisposable
{
    private static readonly TestDatabaseOptions Schema = new()
    {
        Schema = """
            create table note (
                id bigint generated always as identity primary key,
                tenant_id uuid not null,
                text text not null
            )
            """,
        TenantTables = "note",
    };

    private readonly TestDatabase _database;
    private readonly LoopbackService _service;

    private LifeService(TestDatabase database, LoopbackService service, Pace pace)
    {
        _database = database;
        _service = service;
        Pace = pace;
    }

    public Pace Pace { get; }

    public string Address => _service.Addresses[0];

    public string Http2Address => _service.Addresses[1];

    public HttpClient Client { get; } = new();

    public static async Task<LifeService> StartAsync(
        PostgresFixture postgres,
        Action<IServiceCollection>? add = null,
        Action<WebApplication>? map = null
    )
    {
        var database = await postgres.CreateDatabaseAsync(Schema);
        try
        {
            Pace? pace = null;
            var service = await LoopbackService.StartAsync(
                app =>
                {
                    pace = app.Services.GetRequiredService<Pace>();
                    Use(app);
                    map?.Invoke(app);
                },
                services =>
                {
                    Add(services, database);
                    add?.Invoke(services);
                }
            );
            return new(database, service, pace!);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async Task AddAsync(string tenant, string text)
    {
        using var request = Request(tenant, $"/add?text={Uri.EscapeDataString(text)}");
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public HttpRequestMessage Request(string tenant, string path, HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, Address + path);
        request.Headers.Add(TestIdentity.Verified, Tenants.Claim(tenant));
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static void Add(IServiceCollection services, TestDatabase database)
    {
        var configuration = InvoiceService.Configuration(database.Secret);
        services.Configure<TenantDataSourceOptions>(configuration.GetSection("Ringfence"));
        services.AddRingfence().AddNpgsql(database.ApplicationConnectionString).AddAspNetCore();
        services.AddTestIdentity();
        services.AddControllers();
        services.AddSignalR();
        services.AddSingleton<Notes>();
        services.AddSingleton<Pace>();
        services.AddSingleton<Journal>();
    }

    private static void Use(WebApplication app)
    {
        app.UseAuthentication();
        app.UseWebSockets();
        app.UseRingfence();
        app.MapGet("/add", (string text, Notes notes) => notes.AddAsync(text));
        app.MapControllers();
        app.MapHub<NoteHub>("/hub");
        NoteCalls.Map(app);
    }
}
