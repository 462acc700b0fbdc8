using System.Net;
using System.Net.Http.Json;
using System.Text;
using Ringfence.Messages;

namespace PostgresTests.Jobs;

/// <summary>The sample as a whole, started as it is on its own.</summary>
public sealed class ServiceTests(PostgresFixture postgres)
{
    private const string Count = "select count(*) from invoices as i";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_request_changed_is_told_of_by_a_message_of_its_tenant()
    {
        await using var sample = await WorkerSample.CreateAsync(postgres.Server);
        using var red = await sample.StartAsync(WorkerSample.Red);

        using var added = await red.PostAsJsonAsync("/invoices", new { total = 7, dueInDays = 1 }, Cancellation);
        using var queued = await red.PostAsync("/invoices/reminders", content: null, Cancellation);
        var message = await sample.Broker.First.WaitAsync(Cancellation);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Accepted), (added.StatusCode, queued.StatusCode));
        var body = Encoding.UTF8.GetBytes(message.Body);
        var header = sample.Get<TenantHeader>();
        Assert.Equal(WorkerSample.Red, header.Extract(message.Headers, message.Queue, message.Id.ToString(), body));
        Assert.Equal(1, await sample.Database.As(WorkerSample.Red).CountAsync(Count));
        Assert.Equal(0, await sample.Database.As(WorkerSample.Blue).CountAsync(Count));
    }
}
