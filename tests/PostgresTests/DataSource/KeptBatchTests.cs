using Npgsql;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>
/// The driver's batch and bind are used again by one statement after the other on a physical connection. None carries
/// anything of the one before, whoever that ran for. All is on one physical connection.
/// </summary>
public sealed class KeptBatchTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed, 0)]
    [InlineData(Binding.Signed, 1)]
    [InlineData(Binding.Signed, 2)]
    [InlineData(Binding.Signed, 5)]
    [InlineData(Binding.Setting, 0)]
    [InlineData(Binding.Setting, 1)]
    [InlineData(Binding.Setting, 2)]
    [InlineData(Binding.Setting, 5)]
    [InlineData(Binding.Password, 0)]
    public async Task Tenants_that_take_turns_each_see_their_own_rows(Binding binding, int autoPrepared)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = One(database, autoPrepared);

        for (var i = 0; i < 4; i++)
        {
            foreach (var tenant in new[] { Invoices.Red, Invoices.Blue })
            {
                using var scope = TenantScope.Enter(tenant);
                await using var connection = await source.RentAsync();
                await using var batch = connection.Batch(Invoices.Sum, Invoices.Sum);

                Assert.Equal(Invoices.SumOf(tenant), await connection.ReadAsync<long>(Invoices.Sum));
                Assert.Equal(Invoices.SumOf(tenant), await batch.ExecuteScalarAsync(Cancellation));
                Assert.Equal(0L, await connection.ReadAsync<long>($"{Invoices.Sum} where i.total = $1", 1000));
            }
        }
    }

    [Fact]
    public async Task When_the_connection_is_closed_nothing_of_its_statement_is_kept()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        KeptBatch kept;
        using (TenantScope.Enter(Invoices.Red))
        {
            await using var connection = await source.RentAsync();
            await connection.ReadAsync<long>($"{Invoices.Sum} where i.total > $1", 1);
            kept = connection.Session().Batch;
        }

        Assert.Equal((0, null, null), (kept.Commands, kept.Argument, kept.Taker));
    }

    [Fact]
    public async Task A_connection_that_closes_late_takes_nothing_from_the_next()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Invoices.Blue);
        var earlier = await source.RentAsync();
        await earlier.CloseAsync();
        await using var connection = await source.RentAsync();
        await using var reader = await connection.Command(Invoices.Sum).ExecuteReaderAsync(Cancellation);

        connection.Session().Batch.Forget(earlier.Inner);

        Assert.Equal(3, connection.Session().Batch.Commands);
        Assert.True(await reader.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task A_statement_while_a_reader_is_open_is_refused_and_leaves_the_reader_its_rows()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();
        await using var batch = connection.Batch("select 'first'", "select 'second'", "select 'third'");
        await using var reader = await batch.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);

        await Assert.ThrowsAsync<NpgsqlOperationInProgressException>(() => connection.ReadAsync<long>(Invoices.Sum));
        var read = new List<string> { reader.GetString(0) };
        while (await reader.NextResultAsync(Cancellation))
        {
            await reader.ReadAsync(Cancellation);
            read.Add(reader.GetString(0));
        }

        Assert.Equal(["first", "second", "third"], read);
    }

    [Fact]
    public async Task A_command_that_is_over_cancels_nothing_of_the_next()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();
        await using var over = connection.Command(Invoices.Sum);
        await over.ExecuteScalarAsync(Cancellation);
        await using var reader = await connection
            .Command("select n from generate_series(1, 500000) as n")
            .ExecuteReaderAsync(Cancellation);

        over.Cancel();
        var rows = 0;
        while (await reader.ReadAsync(Cancellation))
        {
            rows++;
        }

        Assert.Equal(500_000, rows);
    }

    [Fact]
    public async Task What_failed_is_not_used_again()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.CreateSource(connect: to =>
        {
            to.MaxPoolSize = 1;
            to.IncludeFailedBatchedCommand = true;
        });
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();
        await using var batch = connection.Batch("select 1 / (i.total - 1) from invoice as i");
        var error = await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteScalarAsync(Cancellation));

        Assert.Equal(0, connection.Session().Batch.Commands);
        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
        Assert.Same(batch.BatchCommands[0], error.BatchCommand);
    }

    [Fact]
    public async Task A_command_disposed_while_its_reader_is_open_leaves_the_reader_its_rows()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();
        var command = connection.Command("select i.total from invoice as i where i.total > $1 order by 1", 1);
        var reader = await command.ExecuteReaderAsync(Cancellation);
        await command.DisposeAsync();
        await connection.Command("select 7").DisposeAsync();
        var totals = new List<int>();
        while (await reader.ReadAsync(Cancellation))
        {
            totals.Add(reader.GetInt32(0));
        }

        await reader.DisposeAsync();

        Assert.Equal([2, 3], totals);
        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
    }

    /// <param name="database">Whose.</param>
    /// <param name="autoPrepared">How many statements the driver may keep prepared: with few, one replaces another.</param>
    private static TenantDataSource One(TestDatabase database, int autoPrepared = 0) =>
        database.CreateSource(
            options => options.UnsafeKeepPreparedStatements = autoPrepared > 0,
            to =>
            {
                to.MaxPoolSize = 1;
                to.MaxAutoPrepare = autoPrepared;
                to.AutoPrepareMinUsages = autoPrepared == 1 ? 1 : 2;
            }
        );
}
