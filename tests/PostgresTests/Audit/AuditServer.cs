using System.Data;
using Npgsql;
using PostgresTests.Audit;
using Ringfence;
using Ringfence.Audit.Data;
using Ringfence.Catalog;
using Ringfence.Testing;
using Ringfence.Testing.Databases;

[assembly: AssemblyFixture(typeof(AuditServer))]

namespace PostgresTests.Audit;

/// <summary>
/// A server of its own, since exams change roles, and a database with the contract. Each exam is a transaction that
/// is undone.
/// </summary>
public sealed class AuditServer : IAsyncLifetime
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lazy<Task<TestDatabase>> _database;
    private PostgresServer? _server;

    public AuditServer() => _database = new(StartAsync);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<TestDatabase> DatabaseAsync() => await _database.Value;

    internal async Task<PostgresServer> ServerAsync()
    {
        await _database.Value;
        return _server!;
    }

    /// <summary>
    /// A database of its own on this server. It waits for the exam under way: PostgreSQL refuses two that change one
    /// role at once ("tuple concurrently updated").
    /// </summary>
    internal async Task<TestDatabase> CreateAsync(TestDatabaseOptions options)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var server = await ServerAsync();
        await _turn.WaitAsync(cancellation);
        try
        {
            return await TestDatabase.CreateAsync(server, options, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes the exam, and runs the SQL that its findings propose.</summary>
    /// <param name="exam">What to audit.</param>
    /// <param name="fixes">Whether to run the SQL.</param>
    /// <param name="change">Makes of what was read something that no server holds.</param>
    internal async Task<ExamResult> TakeAsync(Exam exam, bool fixes = false, Func<Snapshot, Snapshot>? change = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var database = await _database.Value;
        await _turn.WaitAsync(cancellation);
        try
        {
            await using var connection = await database.Superuser.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(
                IsolationLevel.ReadCommitted,
                cancellation
            );
            await ExecuteAsync(connection, $"set local role ringfence_owner;\n{exam.Sql}\n;reset role");
            var snapshot = await ReadAsync(connection);
            var data = await new CrossingReader(exam.Subject(snapshot)).ReadAsync(connection, cancellation);
            var result = exam.Judge(change?.Invoke(snapshot) ?? snapshot, data);
            var unmended = new List<string>();
            foreach (var finding in fixes ? result.Open.Where(finding => finding.Fix is not null) : [])
            {
                await ExecuteAsync(connection, $"savepoint mend; {finding.Fix}");
                var after = exam.Judge(await ReadAsync(connection));
                unmended.AddRange(after.Open.Where(left => left.Key == finding.Key).Select(left => left.Fix!));
                await ExecuteAsync(connection, "rollback to savepoint mend");
            }

            return new(result, [.. unmended]);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_database.IsValueCreated)
        {
            await (await _database.Value).DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _turn.Dispose();
    }

    /// <summary>The catalog as the connection's open transaction sees it.</summary>
    internal static async Task<Snapshot> ReadAsync(NpgsqlConnection connection)
    {
        var session = new SnapshotSession(connection);
        await session.PinAsync(TestContext.Current.CancellationToken);
        var snapshot = await SnapshotReader.ReadAsync(session, TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, "reset search_path");
        return snapshot;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<TestDatabase> StartAsync()
    {
        _server = await PostgresServer.StartAsync();
        var database = await TestDatabase.CreateAsync(_server, new() { Binding = Binding.Signed });
        await using var grant = database.Superuser.CreateCommand("grant create on schema public to ringfence_owner");
        await grant.ExecuteNonQueryAsync();
        return database;
    }
}
