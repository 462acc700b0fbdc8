using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.Messages;
using Ringfence.Npgsql;
using Worker.Outboxes;

namespace PostgresTests.Jobs;

public sealed class OutboxTests(PostgresFixture postgres)
{
    private const string Unsent = "select count(*) from outbox as o where o.sent is null";
    private const string Notices = "select count(*) from notices as n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_tenants_messages_carry_its_own_header_and_are_handled_for_it()
    {
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        await sample.AddInvoiceAsync(WorkerSample.Red, 1);
        await sample.AddInvoiceAsync(WorkerSample.Red, 2);
        await sample.AddInvoiceAsync(WorkerSample.Blue, 3);

        (await sample.Get<OutboxDispatcher>().RunAsync(Cancellation)).ThrowIfFailed();
        await HandleAsync(sample, sample.Broker.Taken);

        var tenants = sample.Broker.Taken.Select(message => TenantOf(sample, message));
        Assert.Equal(
            [(WorkerSample.Red, 2), (WorkerSample.Blue, 1)],
            tenants.CountBy(tenant => tenant).Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key.Value)
        );
        Assert.Equal(2, await sample.Database.As(WorkerSample.Red).CountAsync(Notices));
        Assert.Equal(1, await sample.Database.As(WorkerSample.Blue).CountAsync(Notices));
        Assert.Equal(0, await sample.Database.As(WorkerSample.Red).CountAsync(Unsent));
    }

    [Fact]
    public async Task What_was_rolled_back_is_not_sent()
    {
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        await sample.Runner.RunAsync(WorkerSample.Red, RollBackAsync, Cancellation);

        (await sample.Get<OutboxDispatcher>().RunAsync(Cancellation)).ThrowIfFailed();

        Assert.Empty(sample.Broker.Taken);

        static async Task RollBackAsync(IServiceProvider services, CancellationToken cancellationToken)
        {
            var source = services.GetRequiredService<TenantDataSource>();
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await Outbox.AddAsync(connection, Outbox.Notices, "never", cancellationToken);
            await transaction.RollbackAsync(cancellationToken);
        }
    }

    [Fact]
    public async Task A_crash_between_sending_and_marking_sends_again_and_is_handled_once()
    {
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        await sample.AddInvoiceAsync(WorkerSample.Red, 1);
        await sample.AddInvoiceAsync(WorkerSample.Blue, 3);
        sample.Broker.FailsAfterTaking = true;
        var crashed = await sample.Get<OutboxDispatcher>().RunAsync(Cancellation);
        Assert.Equal((2, 0), (crashed.Failures.Length, crashed.Succeeded));
        Assert.Equal(1, await sample.Database.As(WorkerSample.Red).CountAsync(Unsent));

        sample.Broker.FailsAfterTaking = false;
        (await sample.Get<OutboxDispatcher>().RunAsync(Cancellation)).ThrowIfFailed();
        (await sample.Get<OutboxDispatcher>().RunAsync(Cancellation)).ThrowIfFailed();
        await HandleAsync(sample, sample.Broker.Taken);

        Assert.Equal((4, 2), (sample.Broker.Taken.Count, sample.Broker.Taken.DistinctBy(sent => sent.Id).Count()));
        Assert.Equal(1, await sample.Database.As(WorkerSample.Red).CountAsync(Notices));
        Assert.Equal(1, await sample.Database.As(WorkerSample.Blue).CountAsync(Notices));
        Assert.Equal(0, await sample.Database.As(WorkerSample.Red).CountAsync(Unsent));
    }

    [Fact]
    public async Task What_was_sent_before_one_that_the_broker_refuses_is_not_sent_again()
    {
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        for (var i = 1; i <= 3; i++)
        {
            await sample.AddInvoiceAsync(WorkerSample.Red, i);
        }

        sample.Broker.Capacity = 2;
        var refused = await sample.Get<OutboxDispatcher>().RunAsync(Cancellation);
        var unsent = await sample.Database.As(WorkerSample.Red).CountAsync(Unsent);
        sample.Broker.Capacity = null;
        (await sample.Get<OutboxDispatcher>().RunAsync(Cancellation)).ThrowIfFailed();

        Assert.IsType<IOException>(Assert.Single(refused.Failures).Exception);
        Assert.Equal((1, 3), (unsent, sample.Broker.Taken.Count));
    }

    [Fact]
    public async Task Two_dispatchers_share_the_work_and_send_nothing_twice()
    {
        const int Each = 20;
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        await using var other = await sample.AnotherAsync(sample.Broker);
        for (var i = 1; i <= Each; i++)
        {
            await sample.AddInvoiceAsync(WorkerSample.Red, i);
            await sample.AddInvoiceAsync(WorkerSample.Blue, i);
        }

        var results = await Task.WhenAll(
            sample.Get<OutboxDispatcher>().RunAsync(Cancellation),
            other.Get<OutboxDispatcher>().RunAsync(Cancellation)
        );

        Assert.All(results, result => result.ThrowIfFailed());
        Assert.Equal(2 * Each, sample.Broker.Taken.Count);
        Assert.Equal(2 * Each, sample.Broker.Taken.DistinctBy(sent => sent.Id).Count());
    }

    [Fact]
    public async Task A_message_under_another_ones_header_is_handled_for_nobody()
    {
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        await sample.AddInvoiceAsync(WorkerSample.Red, 1);
        await sample.AddInvoiceAsync(WorkerSample.Blue, 3);
        (await sample.Get<OutboxDispatcher>().RunAsync(Cancellation)).ThrowIfFailed();
        var red = sample.Broker.Taken.Single(message => TenantOf(sample, message) == WorkerSample.Red);
        var blue = sample.Broker.Taken.Single(message => TenantOf(sample, message) == WorkerSample.Blue);
        var consumer = sample.Get<NoticeConsumer>();

        await RefusedAsync(red with { Headers = blue.Headers });
        await RefusedAsync(red with { Body = "pay twice" });
        await RefusedAsync(red with { Id = Guid.NewGuid() });
        await Assert.ThrowsAsync<TenantHeaderMissingException>(() =>
            consumer.HandleAsync(red with { Headers = new Dictionary<string, string>() }, Cancellation)
        );

        Assert.Equal(0, await sample.Database.As(WorkerSample.Red).CountAsync(Notices));
        Assert.Equal(0, await sample.Database.As(WorkerSample.Blue).CountAsync(Notices));
        await consumer.HandleAsync(red, Cancellation);
        Assert.Equal(1, await sample.Database.As(WorkerSample.Red).CountAsync(Notices));

        async Task RefusedAsync(Message message)
        {
            var refusal = await Assert.ThrowsAsync<TenantHeaderRefusedException>(() =>
                consumer.HandleAsync(message, Cancellation)
            );
            Assert.Equal(HeaderFault.Forged, refusal.Fault);
        }
    }

    private static TenantId TenantOf(WorkerSample sample, Message message) =>
        sample
            .Get<TenantHeader>()
            .Extract(message.Headers, message.Queue, message.Id.ToString(), Encoding.UTF8.GetBytes(message.Body));

    private static async Task HandleAsync(WorkerSample sample, IEnumerable<Message> messages)
    {
        foreach (var message in messages)
        {
            await sample.Get<NoticeConsumer>().HandleAsync(message, Cancellation);
        }
    }
}
