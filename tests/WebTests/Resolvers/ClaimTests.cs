using Microsoft.AspNetCore.Builder;

namespace WebTests.Resolvers;

public sealed class ClaimTests
{
    [Fact]
    public async Task The_claim_tenant_id_names_the_tenant()
    {
        await using var service = await WebService.StartAsync(MapTenant);

        var answer = await service.GetAsync("/tenant", Tenants.Claim(Tenants.Red));

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task Another_claim_can_be_chosen()
    {
        await using var service = await WebService.StartAsync(MapTenant, options => options.FromClaim("tid"));

        var answer = await service.GetAsync("/tenant", $"tid={Tenants.Red};tenant_id={Tenants.Blue}");

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task A_repeated_claim_names_one_tenant()
    {
        await using var service = await WebService.StartAsync(MapTenant);

        var answer = await service.GetAsync("/tenant", $"tenant_id={Tenants.Red};tenant_id={Tenants.Red}");

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task Two_spellings_of_one_tenant_name_one_tenant()
    {
        await using var service = await WebService.StartAsync(MapTenant);

        var answer = await service.GetAsync("/tenant", $"tenant_id={Tenants.Red};tenant_id={Upper(Tenants.Red)}");

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Theory]
    [InlineData(Tenants.Red, Tenants.Blue)]
    [InlineData(Tenants.Red, "red")]
    [InlineData("red", Tenants.Red)]
    [InlineData("red", "blue")]
    public async Task Differing_claims_are_ambiguous(string first, string second)
    {
        await using var service = await WebService.StartAsync(MapTenant);

        var answer = await service.GetAsync("/tenant", $"tenant_id={first};tenant_id={second}");

        Assert.Equal("RF5105", answer.Code);
    }

    [Fact]
    public async Task A_claim_of_an_unverified_identity_names_no_tenant()
    {
        await using var service = await WebService.StartAsync(MapTenant);

        var answer = await service.GetAsync(
            "/tenant",
            "sub=ann",
            request => request.Headers.Add(TestIdentity.Unverified, Tenants.Claim(Tenants.Red))
        );

        Assert.Equal("RF5102", answer.Code);
    }

    private static void MapTenant(WebApplication app) => app.MapGet("/tenant", () => Tenants.Current);

    private static string Upper(string text) => text.ToUpperInvariant();
}
