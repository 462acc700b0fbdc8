using Npgsql;
using PostgresTests.Contract;
using Ringfence;
using Ringfence.Contract;
using Ringfence.Npgsql.Tenants;
using Ringfence.Testing;

namespace PostgresTests.Tenants;

/// <summary>A database with a registry, its admin role, and stores of its application role.</summary>
internal sealed class RegistryDatabase : IAsyncDisposable
{
    private readonly ContractOptions _options;
    private readonly List<DatabaseTenantStore> _stores = [];

    private RegistryDatabase(BareDatabase database, ContractOptions options)
    {
        Bare = database;
        _options = options;
        Admin = database.Source(database.ConnectionString(options.AdminRole));
        Registry = new(Admin);
    }

    public BareDatabase Bare { get; }

    public NpgsqlDataSource Admin { get; }

    public TenantRegistry Registry { get; }

    public string ApplicationRole => _options.ApplicationRole;

    public string AdminRole => _options.AdminRole;

    public string Owner => _options.Owner;

    public string ApplicationConnectionString => Bare.ConnectionString(ApplicationRole);

    public static Task<RegistryDatabase> CreateAsync(
        PostgresServer server,
        TenantIdType type = TenantIdType.Uuid,
        Action<ContractOptions>? change = null
    ) => CreateAsync(server, type, Binding.Signed, change);

    public static async Task<RegistryDatabase> CreateAsync(
        PostgresServer server,
        TenantIdType type,
        Binding binding,
        Action<ContractOptions>? change = null
    )
    {
        var database = await BareDatabase.CreateAsync(server);
        var options = database.Options(binding, type, change);
        await database.InstallAsync(options);
        await (await database.ConnectAsync(options.ApplicationRole)).DisposeAsync();
        await (await database.ConnectAsync(options.AdminRole)).DisposeAsync();
        return new(database, options);
    }

    /// <summary>A tenant id of a type, the same for the same number.</summary>
    public static TenantId Tenant(TenantIdType type, int number) =>
        TenantId.Parse(
            type switch
            {
                TenantIdType.Uuid => new Guid(number, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]).ToString(),
                TenantIdType.Text => $"tenant {number:00000} ä",
                _ => $"{number}",
            },
            type
        );

    /// <summary>Like <see cref="Tenant(TenantIdType, int)"/>, of uuids.</summary>
    public static TenantId Tenant(int number) => Tenant(TenantIdType.Uuid, number);

    /// <summary>A store of the application role; disposed with the database.</summary>
    public DatabaseTenantStore CreateStore(
        Action<TenantStoreOptions>? configure = null,
        AwaitedLog? log = null,
        Action<NpgsqlConnectionStringBuilder>? connect = null
    )
    {
        var options = new TenantStoreOptions();
        configure?.Invoke(options);
        var connection = new NpgsqlConnectionStringBuilder(ApplicationConnectionString);
        connect?.Invoke(connection);
        var store = DatabaseTenantStore.Create(connection.ConnectionString, options, loggerFactory: log);
        _stores.Add(store);
        return store;
    }

    /// <summary>A store that hears changes already.</summary>
    public async Task<DatabaseTenantStore> ListenAsync(AwaitedLog log, Action<TenantStoreOptions>? configure = null)
    {
        var store = CreateStore(configure, log);
        await store.StartAsync(TestContext.Current.CancellationToken);
        await log.WaitAsync(AwaitedLog.Connected);
        return store;
    }

    /// <summary>Lets no store ask any more: what it answers now it has in memory.</summary>
    public Task CloseAsync() =>
        Bare.ExecuteAsync($"revoke execute on function ringfence.tenant_state(text) from {ApplicationRole}");

    /// <summary>Ends <see cref="CloseAsync"/>.</summary>
    public Task OpenAsync() =>
        Bare.ExecuteAsync($"grant execute on function ringfence.tenant_state(text) to {ApplicationRole}");

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        await Admin.DisposeAsync();
        await Bare.DisposeAsync();
    }
}
