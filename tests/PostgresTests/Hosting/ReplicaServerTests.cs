using Npgsql;
using Ringfence.Testing;

namespace PostgresTests.Hosting;

/// <summary>The throw-away replica itself.</summary>
public sealed class ReplicaServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replica_follows_its_primary_refuses_writes_and_takes_them_once_promoted()
    {
        await using var primary = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        await using var replica = await primary.StartReplicaAsync(cancellationToken: Cancellation);
        await RunAsync(primary, "create table mark (n integer); insert into mark values (7)");

        await replica.CatchUpAsync(primary, Cancellation);
        var seen = await RunAsync(replica, "select n from mark");
        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            RunAsync(replica, "insert into mark values (8)")
        );
        await primary.DisposeAsync();
        await replica.PromoteAsync(Cancellation);
        await RunAsync(replica, "insert into mark values (9)");

        Assert.Equal(7, seen);
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
        Assert.Equal(16L, await RunAsync(replica, "select sum(n) from mark"));
    }

    [Fact]
    public async Task A_replica_that_is_disposed_is_gone_and_its_primary_is_not()
    {
        await using var primary = await PostgresServer.StartAsync(cancellationToken: Cancellation);
        var replica = await primary.StartReplicaAsync(cancellationToken: Cancellation);
        var folder = Path.GetDirectoryName(replica.LogFile)!;
        Assert.True(Directory.Exists(folder));

        await replica.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        Assert.False(Directory.Exists($"/proc/{replica.ProcessId}"));
        Assert.Equal(1, await RunAsync(primary, "select 1"));
    }

    private static async Task<object?> RunAsync(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
