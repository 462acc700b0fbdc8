using Ringfence;
using Worker;
using Worker.Reminders;

namespace PostgresTests.Jobs;

public sealed class ReminderTests(PostgresFixture postgres)
{
    private const string Reminders = "select count(*) from reminders as r";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_request_queued_runs_for_its_tenant_and_no_other()
    {
        await using var sample = await PreparedAsync();
        await QueueAsync(sample, WorkerSample.Red);

        await ConsumeAsync(sample);

        Assert.Equal(2, await sample.Database.As(WorkerSample.Red).CountAsync(Reminders));
        Assert.Equal(0, await sample.Database.As(WorkerSample.Blue).CountAsync(Reminders));
    }

    [Fact]
    public async Task Work_of_a_tenant_that_was_suspended_meanwhile_does_not_run_and_the_next_does()
    {
        await using var sample = await PreparedAsync();
        await QueueAsync(sample, WorkerSample.Red);
        await QueueAsync(sample, WorkerSample.Blue);
        await sample.SuspendAsync(WorkerSample.Red);

        await ConsumeAsync(sample);

        Assert.Equal(0, await sample.Database.As(WorkerSample.Red).CountAsync(Reminders));
        Assert.Equal(1, await sample.Database.As(WorkerSample.Blue).CountAsync(Reminders));
    }

    [Fact]
    public async Task Nothing_is_queued_for_nobody()
    {
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        var queue = sample.Get<ReminderQueue>();

        await Assert.ThrowsAsync<TenantMissingException>(() => queue.AddAsync(Cancellation).AsTask());
    }

    private static async Task QueueAsync(WorkerSample sample, TenantId tenant)
    {
        using var request = TenantScope.Enter(tenant);
        await sample.Get<ReminderQueue>().AddAsync(Cancellation);
    }

    private static Task ConsumeAsync(WorkerSample sample)
    {
        sample.Get<ReminderQueue>().Complete();
        return sample.Get<ReminderConsumer>().ConsumeAsync(Cancellation);
    }

    /// <summary>Red has two overdue invoices, blue has one.</summary>
    private async Task<WorkerSample> PreparedAsync()
    {
        var sample = await WorkerSample.CreateAsync(postgres.Server);
        await sample.AddInvoiceAsync(WorkerSample.Red, 1, dueInDays: -1);
        await sample.AddInvoiceAsync(WorkerSample.Red, 2, dueInDays: -1);
        await sample.AddInvoiceAsync(WorkerSample.Blue, 3, dueInDays: -1);
        (await sample.Get<OverdueTimer>().RunAsync(Cancellation)).ThrowIfFailed();
        return sample;
    }
}
