using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PostgresTests.EntityFrameworkCore;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Copy;
using Ringfence.Testing.Databases;

namespace PostgresTests.DataSource;

/// <summary>
/// Under the signed binding the reset between two rents keeps the plans inside the contract's functions. It would keep what
/// SQL prepared as well, if the next rent did not take that away. All is on one physical connection.
/// </summary>
public sealed class PlanKeepingTests(PostgresFixture postgres)
{
    private const string Planted = "select count(*) from pg_prepared_statements as p where p.from_sql";
    private const string Asked = $"select ({Planted})::text as \"Value\"";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_driver_resets_a_session_without_discarding_plans()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = One(database, to => to.Port = proxy.Port);
        using var scope = TenantScope.Enter(Invoices.Red);
        for (var i = 0; i < 3; i++)
        {
            await using var connection = await source.RentAsync();
            Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
        }

        Assert.True(proxy.HasSent("discard temp"));
        Assert.False(proxy.HasSent("discard all"));
    }

    [Theory]
    [InlineData("command")]
    [InlineData("batch")]
    [InlineData("several statements")]
    [InlineData("copy")]
    [InlineData("context")]
    [InlineData("context, several statements")]
    public async Task What_SQL_prepared_is_gone_for_whoever_takes_the_connection_next(string first)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using (TenantScope.Enter(Shop.Red))
        {
            await PlantAsync(source);
        }

        using var scope = TenantScope.Enter(Shop.Blue);

        Assert.Equal("0", await ReadAsync(source, first));
    }

    [Fact]
    public async Task What_was_not_sent_is_made_good_by_the_next_statement()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Invoices.Red);
        await PlantAsync(source);
        await using var connection = await source.RentAsync();
        await using var unsent = connection.Command("select $1");
        unsent.Parameters.Add(new NpgsqlParameter()); // It has no value.
        await Assert.ThrowsAsync<InvalidOperationException>(() => unsent.ExecuteScalarAsync(Cancellation));

        Assert.Equal(0L, await connection.ReadAsync<long>(Planted));
    }

    [Fact]
    public async Task What_was_only_described_is_made_good_by_the_next_statement()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Invoices.Red);
        await PlantAsync(source);
        await using var connection = await source.RentAsync();
        await using (var batch = connection.Batch(Invoices.Sum))
        {
            await using var reader = await batch.ExecuteReaderAsync(CommandBehavior.SchemaOnly, Cancellation);
        }

        Assert.Equal(0L, await connection.ReadAsync<long>(Planted));
    }

    [Fact]
    public async Task What_a_context_cancelled_is_made_good_by_the_next_statement()
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Shop.Red);
        await PlantAsync(source);
        await using var context = source.Open();
        await context.Database.OpenConnectionAsync(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            context.Database.ExecuteSqlRawAsync("update customer set name = name", new CancellationToken(true))
        );

        var read = context.Database.SqlQueryRaw<long>($"select ({Planted}) as \"Value\"");

        Assert.Equal(0L, Assert.Single(await read.ToListAsync(Cancellation)));
    }

    [Theory]
    [InlineData("set transaction isolation level serializable")]
    [InlineData("begin isolation level serializable")]
    [InlineData("vacuum invoice")]
    public async Task What_must_come_first_does(string first)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Invoices.Red);
        await PlantAsync(source);
        await using var connection = await source.RentAsync();
        await using var batch = connection.Batch(first, Planted, "commit");

        Assert.Equal(0L, await batch.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_transaction_that_failed_before_is_rolled_back_before()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Invoices.Red);
        await PlantAsync(source);
        await using var connection = await source.RentAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await transaction.SaveAsync("s", Cancellation);
        await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("select 1 / 0"));
        await using var batch = connection.Batch("rollback to savepoint s", Planted);

        Assert.Equal(0L, await batch.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Where_nothing_is_reset_nothing_is_taken_away()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = One(
            database,
            to =>
            {
                to.Port = proxy.Port;
                to.NoResetOnClose = true;
            }
        );
        using var scope = TenantScope.Enter(Invoices.Red);
        for (var i = 0; i < 3; i++)
        {
            await using var connection = await source.RentAsync();
            Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>(Invoices.Sum));
        }

        Assert.True(proxy.HasSent(Invoices.Sum));
        Assert.False(proxy.HasSent("deallocate"));
        Assert.False(proxy.HasSent("discard"));
    }

    [Fact]
    public async Task What_SQL_prepares_stays_until_the_connection_is_given_back()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = One(database);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();

        await connection.RunAsync($"prepare sum_of_all as {Invoices.Sum}");
        await Assert.ThrowsAsync<PostgresException>(() => connection.RunAsync("select 1 / 0"));

        Assert.Equal(Invoices.RedSum, await connection.ReadAsync<long>("execute sum_of_all"));
    }

    private static async Task PlantAsync(TenantDataSource source)
    {
        await using var connection = await source.RentAsync();
        await connection.RunAsync("prepare planted as select 1");
        Assert.Equal(1L, await connection.ReadAsync<long>(Planted));
    }

    private static async Task<string?> ReadAsync(TenantDataSource source, string first)
    {
        if (first.StartsWith("context", StringComparison.Ordinal))
        {
            await using var context = source.Open();
            var read = context.Database.SqlQueryRaw<string>(
                first.EndsWith("statements", StringComparison.Ordinal)
                    ? $"update customer set name = name where false; {Asked}"
                    : Asked
            );
            return Assert.Single(await read.ToListAsync(Cancellation));
        }

        await using var connection = await source.RentAsync();
        if (first == "copy")
        {
            await using var copy = await connection.BeginTextExportAsync($"copy ({Planted}) to stdout", Cancellation);
            return (await copy.Driver.ReadToEndAsync(Cancellation)).Trim();
        }

        if (first == "batch")
        {
            await using var batch = connection.Batch($"select ({Planted})::text");
            return (string?)await batch.ExecuteScalarAsync(Cancellation);
        }

        await using DbCommand command = connection.Command(
            first == "command" ? $"select ({Planted})::text" : $"select ({Planted})::text; select 2"
        );
        return (string?)await command.ExecuteScalarAsync(Cancellation);
    }

    private static TenantDataSource One(TestDatabase database, Action<NpgsqlConnectionStringBuilder>? connect = null) =>
        database.CreateSource(connect: to =>
        {
            to.MaxPoolSize = 1;
            connect?.Invoke(to);
        });
}
