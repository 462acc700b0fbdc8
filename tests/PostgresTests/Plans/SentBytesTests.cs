using System.Data.Common;
using Npgsql;
using PostgresTests.DataSource;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Testing.Databases;

namespace PostgresTests.Plans;

/// <summary>
/// How many bytes more than bare Npgsql, whose statement names the tenant itself, a command sends. Bytes are counted, and
/// no time. What a token holds differs by a few of them: the pid, the port, the key's number.
/// </summary>
public sealed class SentBytesTests(PostgresFixture postgres)
{
    private const int Times = 10;
    private const string Bound = "select i.total from item as i where i.id = $1";
    private const string Bare = "select i.total from item as i where i.id = $1 and i.tenant_id = $2";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, 200)]
    [InlineData(Binding.Setting, 72)]
    [InlineData(Binding.Password, 0)]
    public async Task A_command_on_a_connection_that_is_kept_sends_little_over_bare_Npgsql(Binding binding, int most)
    {
        var more = await MoreAsync(
            binding,
            async (source, command) =>
            {
                await using var connection = await source.OpenConnectionAsync(Cancellation);
                for (var i = 0; i < Times; i++)
                {
                    await command(connection);
                }
            }
        );

        Assert.InRange(more, -100, most);
    }

    [Theory]
    [InlineData(Binding.Signed, 355)]
    [InlineData(Binding.Setting, 72)]
    [InlineData(Binding.Password, 390)]
    public async Task A_command_on_a_connection_of_its_own_sends_little_over_bare_Npgsql(Binding binding, int most)
    {
        var more = await MoreAsync(
            binding,
            async (source, command) =>
            {
                for (var i = 0; i < Times; i++)
                {
                    await using var connection = await source.OpenConnectionAsync(Cancellation);
                    await command(connection);
                }
            }
        );

        Assert.InRange(more, -100, most);
    }

    /// <summary>The bytes that a command sends more than on the driver's own data source, once the pool is warm.</summary>
    private async Task<long> MoreAsync(Binding binding, Func<DbDataSource, Func<DbConnection, Task>, Task> work)
    {
        await using var database = await Market.CreateAsync(postgres.Server, binding);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(connect: to => to.Port = proxy.Port);
        await using var bare = NpgsqlDataSource.Create(Through(database, proxy));
        using var scope = TenantScope.Enter(Market.Red);

        var ours = await BytesAsync(source, connection => ReadAsync(connection, Bound, 7L));
        var theirs = await BytesAsync(
            bare,
            connection => ReadAsync(connection, Bare, 7L, Guid.Parse(Market.Red.Value))
        );

        TestContext.Current.TestOutputHelper?.WriteLine($"{theirs} bytes bare, {ours} bytes bound");
        return ours - theirs;

        async Task<long> BytesAsync(DbDataSource from, Func<DbConnection, Task> command)
        {
            await work(from, command);
            var before = proxy.Bytes;
            await work(from, command);
            return (proxy.Bytes - before) / Times;
        }
    }

    private static string Through(TestDatabase database, CountingProxy proxy) =>
        new NpgsqlConnectionStringBuilder(database.ApplicationConnectionString) { Port = proxy.Port }.ConnectionString;

    private static async Task ReadAsync(DbConnection connection, string sql, params object[] values)
    {
        await using var command = connection.Command(sql, values);
        await command.ExecuteScalarAsync(Cancellation);
    }
}
