using System.Net.Http.Headers;
using System.Net.Http.Json;
using Demo.Databases;
using Demo.Walk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ringfence.Npgsql;

namespace Demo.Services;

/// <summary>One of the services, on a free port of the loopback address, and what calls it.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly KeptWarnings _warnings;

    private RunningService(string name, DemoDatabase database, WebApplication app, KeptWarnings warnings)
    {
        Name = name;
        Database = database;
        Address = app.Urls.Single();
        _app = app;
        _warnings = warnings;
        _client = new() { BaseAddress = new(Address) };
    }

    public string Name { get; }

    public DemoDatabase Database { get; }

    public string Address { get; }

    public IReadOnlyCollection<string> Warnings => _warnings.Lines;

    /// <summary>The service's own data source, for what runs in the service without a request.</summary>
    public TenantDataSource Source => _app.Services.GetRequiredService<TenantDataSource>();

    /// <param name="name">The service's assembly and the name of its connection string.</param>
    /// <param name="database">Where its rows are.</param>
    /// <param name="build">The service.</param>
    /// <param name="settings">Its configuration, but for the database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RunningService> StartAsync(
        string name,
        DemoDatabase database,
        Func<WebApplicationBuilder, WebApplication> build,
        IEnumerable<KeyValuePair<string, string?>> settings,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = name, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["AllowedHosts"] = "127.0.0.1;localhost",
                [$"ConnectionStrings:{name}"] = database.ApplicationConnectionString,
                ["Ringfence:Binding"] = database.Plan.Binding.ToString(),
                ["Ringfence:SigningKey"] = database.SourceOptions().SigningKey,
                ["Ringfence:Password"] = database.SourceOptions().Password,
            }
        );
        var warnings = new KeptWarnings();
        builder.Logging.ClearProviders().AddProvider(warnings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = build(builder);
        await app.StartAsync(cancellationToken);
        return new(name, database, app, warnings);
    }

    public async Task<Answer> SendAsync(
        Caller caller,
        HttpMethod method,
        string path,
        object? body,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = caller.Token is null ? null : new("Bearer", caller.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await _client.SendAsync(request, cancellationToken);
        return await HttpAnswer.ReadAsync(response, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
