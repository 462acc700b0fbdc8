using System.Text.Json;
using WebTests.Database;

namespace WebTests.Lives;

public sealed class ControllerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_streamed_result_of_a_controller_keeps_its_tenant()
    {
        await using var service = await LifeService.StartAsync(postgres);

        await Interleaving.HoldsAsync(service, tenant => StreamLife.OpenAsync(service, tenant, "/controller", Read));
    }

    private static IAsyncEnumerable<string> Read(Stream stream) =>
        JsonSerializer.DeserializeAsyncEnumerable<string>(stream)!;
}
