using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace PostgresTests.Hosting;

/// <summary>A service without the web: its options come from a configuration that a test changes and reloads.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly IHost _host;

    private Service(IHost host, IConfigurationRoot configuration, CapturedLog log)
    {
        _host = host;
        Configuration = configuration;
        Log = log;
    }

    public IConfigurationRoot Configuration { get; }

    public CapturedLog Log { get; }

    public IServiceProvider Services => _host.Services;

    public TenantDataSource Source => Services.GetRequiredService<TenantDataSource>();

    /// <summary>Starts it, with the start-up checks of its data sources.</summary>
    public static async Task<Service> StartAsync(
        Action<IServiceCollection, IConfiguration> add,
        params IEnumerable<KeyValuePair<string, string?>> settings
    )
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var log = new CapturedLog();
        builder.Services.AddSingleton<ILoggerFactory>(log);
        add(builder.Services, configuration);
        var service = new Service(builder.Build(), configuration, log);
        try
        {
            await service._host.StartAsync(TestContext.Current.CancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>One with one database, whose options are section <c>Ringfence</c>.</summary>
    public static Task<Service> StartAsync(TestDatabase database, string? connectionString = null) =>
        StartAsync(
            (services, configuration) =>
                services
                    .AddRingfence()
                    .AddNpgsql(connectionString ?? database.ApplicationConnectionString)
                    .ConfigureNpgsql(configuration.GetSection("Ringfence")),
            Settings("Ringfence", database)
        );

    /// <summary>The binding and the secret of a database, as a section.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(string section, TestDatabase database) =>
        [
            new($"{section}:Binding", database.Options.Binding.ToString()),
            new($"{section}:{Secret(database)}", database.Secret),
        ];

    /// <summary>Which option holds the database's secret.</summary>
    public static string Secret(TestDatabase database) =>
        database.Options.Binding == Binding.Password
            ? nameof(TenantDataSourceOptions.Password)
            : nameof(TenantDataSourceOptions.SigningKey);

    /// <summary>Changes the configuration, and reloads it.</summary>
    public void Reload(params ReadOnlySpan<(string Key, string? Value)> changes)
    {
        foreach (var (key, value) in changes)
        {
            Configuration[key] = value;
        }

        Configuration.Reload();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
