using System.Collections.Concurrent;
using Npgsql;
using Ringfence.Benchmarks.Contexts;
using Ringfence.Benchmarks.Measuring;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace Ringfence.Benchmarks.Bindings;

/// <summary>The data sources of a run, made when they are first asked for, through one port.</summary>
/// <param name="databases">Where to.</param>
/// <param name="port">The server's, or that of a proxy before it.</param>
/// <param name="autoPrepare">Whether statements are prepared when they are used again.</param>
internal sealed class BindingSources(BindingDatabases databases, int port, bool autoPrepare) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _made = [];
    private readonly ConcurrentDictionary<Guid, NpgsqlDataSource> _tenants = new();

    public NpgsqlDataSource Bare => field ??= Plain(databases.Signed.ApplicationConnectionString, resets: true);

    public NpgsqlDataSource BareNoReset => field ??= Plain(databases.Signed.ApplicationConnectionString, resets: false);

    public TenantDataSource Setting => field ??= Bound(databases.Setting, resets: true, keeps: false);

    public TenantDataSource SettingNoReset => field ??= Bound(databases.Setting, resets: false, keeps: false);

    public TenantDataSource SettingIfDirty => field ??= IfDirty(databases.Setting, keeps: false);

    public TenantDataSource SettingWithBind => field ??= WithBind(databases.Setting, keeps: false);

    /// <summary>What is prepared is kept, for services whose SQL nobody can inject into.</summary>
    public TenantDataSource Signed => field ??= Bound(databases.Signed, resets: true, keeps: autoPrepare);

    public TenantDataSource SignedNoReset => field ??= Bound(databases.Signed, resets: false, keeps: autoPrepare);

    public TenantDataSource SignedIfDirty => field ??= IfDirty(databases.Signed, keeps: autoPrepare);

    public TenantDataSource SignedWithBind => field ??= WithBind(databases.Signed, keeps: autoPrepare);

    /// <summary>With the options that the signed binding has by default: nothing is prepared.</summary>
    public TenantDataSource SignedUnprepared =>
        field ??= Kept(databases.Signed.CreateSource(connect: to => Connect(to, resets: true, prepares: false)));

    public TenantDataSource Password => field ??= Bound(databases.Password!, resets: true, keeps: autoPrepare);

    public ContextSources Contexts => field ??= new(Bare, Setting, Signed);

    /// <summary>The one of this tenant, whose role has policies of its own.</summary>
    public NpgsqlDataSource OfTenant(Guid tenant) =>
        _tenants.GetOrAdd(tenant, id => Source(databases.RoleConnectionString(id), resets: true));

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _made.Concat(_tenants.Values))
        {
            await source.DisposeAsync();
        }
    }

    private NpgsqlDataSource Plain(string connectionString, bool resets) => Kept(Source(connectionString, resets));

    private NpgsqlDataSource Source(string connectionString, bool resets) =>
        NpgsqlDataSource.Create(Pooling.With(connectionString, to => Connect(to, resets, autoPrepare)));

    private TenantDataSource Bound(
        TestDatabase database,
        bool resets,
        bool keeps,
        Action<TenantDataSourceOptions>? configure = null
    ) =>
        Kept(
            database.CreateSource(
                options =>
                {
                    options.UnsafeKeepPreparedStatements = keeps;
                    configure?.Invoke(options);
                },
                to => Connect(to, resets, autoPrepare)
            )
        );

    /// <summary>Which resets a session only after a text that may have left something in it.</summary>
    private TenantDataSource IfDirty(TestDatabase database, bool keeps) =>
        Bound(database, resets: true, keeps, options => options.UnsafeResetOnlyIfDirty = true);

    /// <summary>Whose sessions the first bind of a use resets.</summary>
    private TenantDataSource WithBind(TestDatabase database, bool keeps) =>
        Bound(database, resets: true, keeps, options => options.ResetWithBind = true);

    private void Connect(NpgsqlConnectionStringBuilder connection, bool resets, bool prepares)
    {
        Pooling.Connect(connection, prepares);
        connection.Port = port;
        connection.NoResetOnClose = !resets;
    }

    private T Kept<T>(T source)
        where T : IAsyncDisposable
    {
        _made.Add(source);
        return source;
    }
}
