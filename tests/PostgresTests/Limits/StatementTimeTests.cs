using System.Diagnostics;
using System.Transactions;
using Npgsql;
using PostgresTests.DataSource;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Copy;
using Ringfence.Npgsql.Limits;

namespace PostgresTests.Limits;

/// <summary>A tenant pays for the time that its statements take, and is refused while it owes.</summary>
public sealed class StatementTimeTests(PostgresFixture postgres)
{
    private static readonly TenantLimits TwoInTen = new()
    {
        StatementTime = TimeSpan.FromSeconds(2),
        Window = TimeSpan.FromSeconds(10),
    };

    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binding.Signed)]
    [InlineData(Binding.Password)]
    public async Task A_tenant_that_owes_is_refused_until_it_has_paid_and_another_is_not(Binding binding)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, binding);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        await using var connection = await source.RentAsync(Invoices.Red);
        await ReadForAsync(connection, Invoices.Red, TimeSpan.FromSeconds(3));

        var refusal = await Assert.ThrowsAsync<TenantLimitedException>(() => connection.SumAsync(Invoices.Red));

        // One second is owed, and a fifth of a second comes back in each.
        Assert.InRange(refusal.RetryAfter.TotalSeconds, 5, 5.1);
        Assert.Contains("2 s of statement time in 10 s", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Invoices.BlueSum, await connection.SumAsync(Invoices.Blue));
        await source.RefusedAsync(Invoices.Red);
        _time.Pass(refusal.RetryAfter);
        Assert.Equal(Invoices.RedSum, await connection.SumAsync(Invoices.Red));
    }

    [Fact]
    public async Task A_reader_pays_until_it_is_closed_by_whatever_closes_it()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using (var connection = await source.RentAsync())
        {
            var reader = await connection.Command("select i.total from invoice as i").ExecuteReaderAsync(Cancellation);
            Assert.True(await reader.ReadAsync(Cancellation));
            _time.Pass(TimeSpan.FromSeconds(4));
        }

        var refusal = await source.RefusedAsync(Invoices.Red);

        Assert.InRange(refusal.RetryAfter.TotalSeconds, 10, 10.1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_pays_until_it_is_over(bool async)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();
        const string Text = "copy (select i.total from invoice as i) to stdout";
        if (async)
        {
            await using var copy = await connection.BeginTextExportAsync(Text, Cancellation);
            _time.Pass(TimeSpan.FromSeconds(3));
        }
        else
        {
            using var copy = connection.BeginTextExport(Text);
            _time.Pass(TimeSpan.FromSeconds(3));
        }

        var refusal = await source.RefusedAsync(Invoices.Red);

        Assert.InRange(refusal.RetryAfter.TotalSeconds, 5, 5.1);
    }

    [Fact]
    public async Task What_was_begun_in_a_transaction_is_finished_and_paid_for()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var connection = await source.RentAsync();

        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await ReadForAsync(connection, Invoices.Red, TimeSpan.FromSeconds(3));
            await connection.RunAsync("update invoice set total = total + 1");
            await transaction.CommitAsync(Cancellation);
        }

        await Assert.ThrowsAsync<TenantLimitedException>(() => connection.BeginTransactionAsync(Cancellation).AsTask());
        _time.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal(Invoices.RedSum + 3, await connection.SumAsync(Invoices.Red));
    }

    [Fact]
    public async Task A_transaction_scope_is_no_way_around()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(TwoInTen, options => options.TimeProvider = _time);
        await using (var connection = await source.RentAsync(Invoices.Red))
        {
            await ReadForAsync(connection, Invoices.Red, TimeSpan.FromSeconds(3));
        }

        using var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        await using var unscoped = await source.RentAsync();

        await source.RefusedAsync(Invoices.Red);
        await Assert.ThrowsAsync<TenantLimitedException>(() => unscoped.SumAsync(Invoices.Red));
    }

    [Fact]
    public async Task A_command_times_out_when_its_tenants_limit_says_so()
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var source = database.Limited(new() { MaxCommandTimeout = TimeSpan.FromSeconds(1) });
        await using var connection = await source.RentAsync(Invoices.Red);
        using var scope = TenantScope.Enter(Invoices.Red);
        await using var command = connection.Command("select pg_sleep(120)");
        command.CommandTimeout = 0;
        await using var batch = connection.Batch("select pg_sleep(120)");
        var began = Stopwatch.GetTimestamp();

        var late = await Assert.ThrowsAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync(Cancellation));
        await Assert.ThrowsAsync<NpgsqlException>(() => batch.ExecuteNonQueryAsync(Cancellation));

        Assert.IsType<TimeoutException>(late.InnerException);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60));
        Assert.Equal(0, command.CommandTimeout);
    }

    /// <summary>Runs a statement that takes so long, by the clock of this test.</summary>
    private async Task ReadForAsync(TenantConnection connection, TenantId tenant, TimeSpan time)
    {
        using var scope = TenantScope.Enter(tenant);
        await using var command = connection.Command(Invoices.Sum);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        _time.Pass(time);
    }
}
