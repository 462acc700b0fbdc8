using System.Data;
using Ringfence;
using Ringfence.Npgsql;

namespace PostgresTests.DataSource;

/// <summary>
/// Who listens for a connection's state may send something as soon as it is open: by then the session was reset, and what
/// is sent stays.
/// </summary>
public sealed class SessionListenerTests(PostgresFixture postgres)
{
    private const string Leave = "set work_mem = '77kB'";
    private const string Memory =
        "select count(*) from generate_series(1, 1) where current_setting('work_mem') = '77kB'";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_left_is_gone_for_who_hears_that_it_is_open(bool isAsync)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await LeaveAsync(source);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = source.CreateConnection();
        var heard = new List<(long Memory, long Sum)>();
        WhenOpen(blue, () => heard.Add((Read(blue, Memory), Read(blue, Invoices.Sum))));

        await OpenAsync(blue, isAsync);

        Assert.Equal([(0, Invoices.BlueSum)], heard);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_they_set_lasts_as_long_as_the_rent(bool isAsync)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var red = source.CreateConnection();
        WhenOpen(red, () => Read(red, "select length(set_config('work_mem', '77kB', false))::bigint"));
        for (var i = 0; i < 2; i++)
        {
            await OpenAsync(red, isAsync);
            Assert.Equal(1L, await red.ReadAsync<long>(Memory));
            await red.CloseAsync();
        }

        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Blue, Memory));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_session_that_could_not_be_reset_nobody_hears(bool isAsync)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await database.Superuser.RunAsync("revoke usage on language plpgsql from public");
        var before = await LeaveAsync(source);
        await using var blue = source.CreateConnection();
        var heard = new List<(ConnectionState From, ConnectionState To, bool IsAnother)>();
        blue.StateChange += (_, change) =>
            heard.Add(
                (
                    change.OriginalState,
                    change.CurrentState,
                    change.CurrentState == ConnectionState.Open && blue.Inner.ProcessID != before
                )
            );

        await OpenAsync(blue, isAsync);
        await blue.CloseAsync();

        Assert.Equal(
            [
                (ConnectionState.Closed, ConnectionState.Open, true),
                (ConnectionState.Open, ConnectionState.Closed, false),
            ],
            heard
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_they_fail_the_connection_is_closed_as_the_driver_has_it(bool isAsync)
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        foreach (var either in (TenantDataSource[])[database.Source, source])
        {
            await using var red = either.CreateConnection();
            var heard = new List<ConnectionState>();
            red.StateChange += (_, change) => heard.Add(change.CurrentState);
            WhenOpen(red, () => throw new NotSupportedException());

            await Assert.ThrowsAsync<NotSupportedException>(() => OpenAsync(red, isAsync));

            Assert.Equal(ConnectionState.Closed, red.State);
            Assert.Equal([ConnectionState.Open, ConnectionState.Closed], heard);
        }

        Assert.Equal(Invoices.RedSum, await source.ReadAsync<long>(Invoices.Red, Invoices.Sum));
    }

    [Fact]
    public async Task Before_its_session_was_reset_a_connection_sends_nothing()
    {
        await using var database = await CarelessInvoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.IfDirty();
        await LeaveAsync(source);
        using var scope = TenantScope.Enter(Invoices.Blue);
        await using var blue = source.CreateConnection();
        await blue.Inner.OpenAsync(Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => blue.ReadAsync<long>(Memory));
        await Assert.ThrowsAsync<InvalidOperationException>(() => blue.RunAsync("begin"));
        await blue.CloseAsync();

        Assert.Equal(0L, await source.ReadAsync<long>(Invoices.Blue, Memory));
    }

    /// <summary>Red leaves something in the only session.</summary>
    private static async Task<int> LeaveAsync(TenantDataSource source)
    {
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var red = await source.RentAsync();
        await red.RunAsync(Leave);
        return red.Inner.ProcessID;
    }

    private static void WhenOpen(TenantConnection connection, Action then) =>
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == ConnectionState.Open)
            {
                then();
            }
        };

    private static async Task OpenAsync(TenantConnection connection, bool isAsync)
    {
        if (isAsync)
        {
            await connection.OpenAsync(Cancellation);
            return;
        }

        await Task.Run(connection.Open, Cancellation);
    }

    private static long Read(TenantConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        return (long)command.ExecuteScalar()!;
    }
}
