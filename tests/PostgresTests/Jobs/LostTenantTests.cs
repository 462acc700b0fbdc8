using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using PostgresTests.DataSource;
using PostgresTests.Proxy;
using Ringfence;
using Ringfence.Npgsql;

namespace PostgresTests.Jobs;

/// <summary>Work that forgot its tenant, or kept one that it should not have: refused before anything is sent.</summary>
public sealed class LostTenantTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_without_a_tenant_fails_at_once()
    {
        await using var database = await DataSource.Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await using var proxy = new CountingProxy(postgres.Server.Host, postgres.Server.Port);
        await using var source = database.CreateSource(connect: to => to.Port = proxy.Port);
        await using var connection = await source.RentAsync();
        var before = proxy.Bytes;
        using var job = new Job(() => connection.ReadAsync<long>(DataSource.Invoices.Sum));

        await job.StartAsync(Cancellation);
        await Assert.ThrowsAsync<TenantMissingException>(job.AskAsync);

        Assert.Equal(before, proxy.Bytes);
    }

    [Fact]
    public async Task A_job_that_was_started_in_a_scope_has_its_tenant_while_that_lasts_and_then_none()
    {
        await using var database = await DataSource.Invoices.CreateAsync(postgres.Server, Binding.Signed);
        using var job = new Job(() => SumAsync(database.Source));
        using (TenantScope.Enter(DataSource.Invoices.Red))
        {
            await job.StartAsync(Cancellation);
            Assert.Equal(DataSource.Invoices.RedSum, await job.AskAsync());
        }

        await Assert.ThrowsAsync<TenantMissingException>(job.AskAsync);
        using (TenantScope.Enter(DataSource.Invoices.Blue))
        {
            // Who writes into a channel does not lend its scope to who reads.
            await Assert.ThrowsAsync<TenantMissingException>(job.AskAsync);
            Assert.Equal(DataSource.Invoices.BlueSum, await SumAsync(database.Source));
        }
    }

    [Fact]
    public async Task A_timer_that_was_made_in_a_scope_has_no_tenant_after_it()
    {
        await using var database = await DataSource.Invoices.CreateAsync(postgres.Server, Binding.Signed);
        var ticks = Channel.CreateUnbounded<Task<long>>();
        Timer timer;
        using (TenantScope.Enter(DataSource.Invoices.Red))
        {
            timer = new(_ => ticks.Writer.TryWrite(SumAsync(database.Source)), null, 0, Timeout.Infinite);
            Assert.Equal(DataSource.Invoices.RedSum, await await ticks.Reader.ReadAsync(Cancellation));
        }

        await using (timer)
        {
            timer.Change(0, Timeout.Infinite);
            var tick = await ticks.Reader.ReadAsync(Cancellation);
            await Assert.ThrowsAsync<TenantMissingException>(() => tick);
        }
    }

    [Fact]
    public async Task Work_that_was_started_without_its_context_has_no_tenant()
    {
        await using var database = await DataSource.Invoices.CreateAsync(postgres.Server, Binding.Signed);
        using var scope = TenantScope.Enter(DataSource.Invoices.Red);

        Task<long> work;
        using (ExecutionContext.SuppressFlow())
        {
            work = Task.Run(() => SumAsync(database.Source), Cancellation);
        }

        await Assert.ThrowsAsync<TenantMissingException>(() => work);
        Assert.Equal(DataSource.Invoices.RedSum, await SumAsync(database.Source));
    }

    private static async Task<long> SumAsync(TenantDataSource source)
    {
        await using var connection = await source.RentAsync();
        return await connection.ReadAsync<long>(DataSource.Invoices.Sum);
    }

    /// <summary>A consumer of a channel, that does its work whenever it is asked.</summary>
    private sealed class Job(Func<Task<long>> work) : BackgroundService
    {
        private readonly Channel<TaskCompletionSource<long>> _asked = Channel.CreateUnbounded<
            TaskCompletionSource<long>
        >();

        public async Task<long> AskAsync()
        {
            var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            await _asked.Writer.WriteAsync(answer, Cancellation);
            return await answer.Task;
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await foreach (var answer in _asked.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    answer.SetResult(await work());
                }
                catch (TenantMissingException e)
                {
                    answer.SetException(e);
                }
            }
        }
    }
}
