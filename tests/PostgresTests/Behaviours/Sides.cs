using System.Data.Common;
using System.Globalization;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Testing.Databases;

namespace PostgresTests.Behaviours;

/// <summary>
/// The databases that behaviours are shown on. The bare side is the driver alone, as the application role, on a database
/// under the setting binding: its sessions start with red's id in the setting, as an option of the connection string, so
/// that both sides see the same rows through the same policies.
/// </summary>
public sealed class Sides(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Dictionary<Binding, TestDatabase> _databases = [];
    private readonly Dictionary<(string, bool), IReadOnlyList<string>> _bare = [];
    private NpgsqlDataSource? _bareSource;

    internal int Major { get; private set; }

    private TestDatabase BareDatabase => _databases[Binding.Setting];

    public async ValueTask InitializeAsync()
    {
        foreach (var binding in Enum.GetValues<Binding>())
        {
            _databases[binding] = await TestDatabase.CreateAsync(
                postgres.Server,
                new()
                {
                    Binding = binding,
                    Schema = Tables.Schema,
                    TenantTables = "invoice",
                },
                TestContext.Current.CancellationToken
            );
        }

        _bareSource = NpgsqlDataSource.Create(BareConnectionString(null));
        var version = await _bareSource.ReadAsync<string>("show server_version_num");
        Major = int.Parse(version, CultureInfo.InvariantCulture) / 10_000;
    }

    public async ValueTask DisposeAsync()
    {
        if (_bareSource is not null)
        {
            await _bareSource.DisposeAsync();
        }

        foreach (var database in _databases.Values)
        {
            await database.DisposeAsync();
        }
    }

    /// <summary>What is seen on the bare driver; looked at once for all bindings.</summary>
    internal async Task<IReadOnlyList<string>> BareAsync(Behaviour behaviour, bool isAsync)
    {
        if (!_bare.TryGetValue((behaviour.Name, isAsync), out var notes))
        {
            var own = behaviour.Connect is not null;
            var source = own ? NpgsqlDataSource.Create(BareConnectionString(behaviour.Connect)) : _bareSource!;
            notes = await ShowAsync(behaviour, source, BareDatabase, isAsync);
            _bare.Add((behaviour.Name, isAsync), notes);
            if (own)
            {
                await source.DisposeAsync();
            }
        }

        return notes;
    }

    /// <summary>What is seen on the tenant data source.</summary>
    internal async Task<IReadOnlyList<string>> OursAsync(Behaviour behaviour, Binding binding, bool isAsync)
    {
        var database = _databases[binding];
        var own = behaviour.Connect is not null || behaviour.KeepsPrepared;
        var source = own ? OwnSource(behaviour, database) : database.Source;
        using var scope = TenantScope.Enter(Invoices.Red);
        var notes = await ShowAsync(behaviour, source, database, isAsync);
        if (own)
        {
            await source.DisposeAsync();
        }

        return notes;
    }

    private static TenantDataSource OwnSource(Behaviour behaviour, TestDatabase database) =>
        database.CreateSource(
            options => options.UnsafeKeepPreparedStatements = behaviour.KeepsPrepared,
            behaviour.Connect
        );

    private string BareConnectionString(Action<NpgsqlConnectionStringBuilder>? connect)
    {
        var builder = new NpgsqlConnectionStringBuilder(BareDatabase.ApplicationConnectionString)
        {
            Options = $"-c ringfence.tenant={Invoices.Red.Value}",
        };
        connect?.Invoke(builder);
        return builder.ConnectionString;
    }

    private static async Task<IReadOnlyList<string>> ShowAsync(
        Behaviour behaviour,
        DbDataSource source,
        TestDatabase database,
        bool isAsync
    )
    {
        await database.Superuser.RunAsync(Tables.Reset);
        await using var stage = new Stage(source, database.Superuser, new(isAsync));
        await stage.FailAsync("error", () => behaviour.Action(stage));
        await stage.EndAsync();
        return [.. stage.Notes.Select(note => note.Replace(database.Name, "DATABASE", StringComparison.Ordinal))];
    }
}
