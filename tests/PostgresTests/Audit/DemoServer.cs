using System.Data;
using Demo.Databases;
using Npgsql;
using Ringfence;
using Ringfence.Audit;
using Ringfence.Testing;

namespace PostgresTests.Audit;

/// <summary>The databases of the demo, made as the demo makes them, on a server of their own: holes change roles.</summary>
public sealed class DemoServer : IAsyncLifetime
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, DemoDatabase> _databases = new(StringComparer.Ordinal);
    private PostgresServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync();

    /// <summary>One of the demo's databases, by its name.</summary>
    internal async Task<DemoDatabase> DatabaseAsync(string name)
    {
        await _turn.WaitAsync(Cancellation);
        try
        {
            if (!_databases.TryGetValue(name, out var database))
            {
                database = await DemoDatabase.CreateAsync(_server, Plan(name), "planted", Cancellation);
                _databases.Add(name, database);
            }

            return database;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Plants a hole in the catalogue, audits it there, and takes it out again.</summary>
    internal async Task<AuditResult> AuditAsync(PlantedHole hole)
    {
        var database = await DatabaseAsync("catalogue");
        await _turn.WaitAsync(Cancellation);
        try
        {
            await using var connection = await database.Superuser.OpenConnectionAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(
                IsolationLevel.ReadCommitted,
                Cancellation
            );
            await using var plant = new NpgsqlCommand(
                $"set local role ringfence_owner;\n{hole.Sql}\n;reset role",
                connection
            );
            await plant.ExecuteNonQueryAsync(Cancellation);
            return await hole.JudgeAsync(await AuditServer.ReadAsync(connection), Cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases.Values)
        {
            await database.DisposeAsync();
        }

        await _server.DisposeAsync();
        _turn.Dispose();
    }

    private static DatabasePlan Plan(string name) =>
        name switch
        {
            "catalogue" => DatabasePlan.Catalogue(name, Binding.Signed),
            "catalogue_setting" => DatabasePlan.Catalogue(name, Binding.Setting),
            "catalogue_ef" => DatabasePlan.CatalogueEf(name),
            _ => DatabasePlan.Staff(name),
        };
}
