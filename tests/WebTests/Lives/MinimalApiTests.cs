using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using WebTests.Database;

namespace WebTests.Lives;

public sealed class MinimalApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_streamed_result_of_a_minimal_api_keeps_its_tenant()
    {
        await using var service = await LifeService.StartAsync(
            postgres,
            map: app =>
                app.MapGet(
                    "/stream",
                    (string name, Pace pace, CancellationToken cancellationToken) =>
                        pace.WatchAsync(name, cancellationToken)
                )
        );

        await Interleaving.HoldsAsync(service, tenant => StreamLife.OpenAsync(service, tenant, "/stream", Read));
    }

    private static IAsyncEnumerable<string> Read(Stream stream) =>
        JsonSerializer.DeserializeAsyncEnumerable<string>(stream)!;
}
