using WebTests.Database;

namespace WebTests.Lives.Grpc;

/// <summary>gRPC as it is on the wire, since no package of it is at hand here: HTTP/2, frames, trailers.</summary>
public sealed class GrpcStreamTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_server_s_stream_keeps_its_tenant()
    {
        await using var service = await LifeService.StartAsync(postgres);

        await Interleaving.HoldsAsync(service, tenant => GrpcLife.WatchAsync(service, tenant));
    }

    [Fact]
    public async Task A_stream_both_ways_keeps_its_tenant()
    {
        await using var service = await LifeService.StartAsync(postgres);

        await Interleaving.HoldsAsync(service, tenant => GrpcLife.AskAsync(service, tenant));
    }

    [Theory]
    [InlineData(null, "16", "RF5101")]
    [InlineData("sub=ann", "7", "RF5102")]
    [InlineData("tenant_id=red", "3", "RF5104")]
    public async Task A_refusal_is_a_status_of_grpc(string? claims, string status, string code)
    {
        await using var service = await LifeService.StartAsync(postgres);

        Assert.Equal((status, code), await EndAsync(service, NoteCalls.Ask, claims, "ringfence-code"));
    }

    [Theory]
    [InlineData(NoteCalls.Limited)]
    [InlineData(NoteCalls.LimitedLater)]
    public async Task A_tenant_at_its_limit_is_told_when_to_come_again(string path)
    {
        await using var service = await LifeService.StartAsync(postgres);

        var end = await EndAsync(service, path, Tenants.Claim(Tenants.Red), "grpc-retry-pushback-ms");

        Assert.Equal(("8", "2000"), end);
    }

    private static async Task<(string? Status, string? Other)> EndAsync(
        LifeService service,
        string path,
        string? claims,
        string entry
    )
    {
        await using var call = GrpcCall.Start(
            service.Http2Address,
            path,
            request =>
            {
                if (claims is not null)
                {
                    request.Headers.Add(TestIdentity.Verified, claims);
                }
            }
        );
        return (await call.EndAsync("grpc-status"), await call.EndAsync(entry));
    }
}
