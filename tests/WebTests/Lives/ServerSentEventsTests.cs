using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WebTests.Database;

namespace WebTests.Lives;

public sealed class ServerSentEventsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Server_sent_events_keep_their_tenant()
    {
        await using var service = await LifeService.StartAsync(
            postgres,
            map: app =>
                app.MapGet(
                    "/events",
                    (string name, Pace pace, CancellationToken cancellationToken) =>
                        TypedResults.ServerSentEvents(pace.WatchAsync(name, cancellationToken))
                )
        );

        await Interleaving.HoldsAsync(service, tenant => StreamLife.OpenAsync(service, tenant, "/events", Read));
    }

    private static async IAsyncEnumerable<string> Read(Stream stream)
    {
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            yield return item.Data;
        }
    }
}
