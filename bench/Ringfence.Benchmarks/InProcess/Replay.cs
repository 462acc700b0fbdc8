using Ringfence.Benchmarks.Bindings;
using Ringfence.Benchmarks.Contexts;
using Ringfence.Benchmarks.Network;
using Ringfence.Testing;

namespace Ringfence.Benchmarks.InProcess;

/// <summary>A point select by key, by different bindings, whose answers a server gave once and are replayed since.</summary>
internal sealed class Replay : IAsyncDisposable
{
    /// <summary>Until statements are prepared, and the driver's reset is what it will be.</summary>
    private const int WarmUp = 50;

    private readonly BindingDatabases _databases;
    private readonly ReplayProxy _proxy;
    private readonly BindingSources _sources;

    private Replay(BindingDatabases databases, ReplayProxy proxy)
    {
        _databases = databases;
        _proxy = proxy;
        _sources = new(databases, proxy.Port, autoPrepare: true);
        BareAsync = Reading(Ways.HandWritten(_sources.Bare));
        SettingAsync = Reading(Ways.Bound(_sources.Setting));
        SignedAsync = Reading(Ways.Bound(_sources.Signed));
    }

    public Func<Task> BareAsync { get; }

    public Func<Task> SettingAsync { get; }

    public Func<Task> SignedAsync { get; }

    /// <param name="server">Whose answers are learnt. It must stay, since tokens are made anew now and then.</param>
    public static async Task<Replay> LearnAsync(PostgresServer server)
    {
        var databases = await BindingDatabases.CreateAsync(server);
        var replay = new Replay(databases, new(server.Host, server.Port));
        for (var i = 0; i < WarmUp; i++)
        {
            await replay.AllAsync();
        }

        replay._proxy.Replays = true;
        var asked = replay._proxy.Asked;
        await replay.AllAsync();
        return replay._proxy.Asked == asked
            ? replay
            : throw new InvalidOperationException("The server was asked what it had answered before.");
    }

    public async ValueTask DisposeAsync()
    {
        await _sources.DisposeAsync();
        await _proxy.DisposeAsync();
        await _databases.DisposeAsync();
    }

    private static Func<Task> Reading(Way way)
    {
        var calls = new AdoCalls(way);
        var row = new Row(ApiTables.TenantOf(1), 1);
        return async () =>
        {
            using var scope = way.IsScoped ? TenantScope.Enter(TenantId.From(row.Tenant)) : null;
            var rented = await way.RentAsync(row.Tenant);
            await using var connection = rented.Connection;
            await calls.PointSelectAsync(rented, row);
        };
    }

    private async Task AllAsync()
    {
        await BareAsync();
        await SettingAsync();
        await SignedAsync();
    }
}
