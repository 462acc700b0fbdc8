using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Ringfence.AspNetCore;

namespace WebTests.Resolvers;

public sealed class SeveralSourcesTests
{
    [Fact]
    public async Task Sources_that_agree_name_the_tenant()
    {
        await using var service = await StartAsync();

        var answer = await service.GetAsync($"/tenant?tenant={Tenants.Red}", Tenants.Claim(Tenants.Red));

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task Sources_that_agree_in_two_spellings_name_the_tenant()
    {
        await using var service = await StartAsync();

        var answer = await service.GetAsync(
            $"/tenant?tenant={Tenants.Red.ToUpperInvariant()}",
            Tenants.Claim(Tenants.Red)
        );

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Theory]
    [InlineData(SourcePresence.Required)]
    [InlineData(SourcePresence.Optional)]
    public async Task Sources_that_differ_are_refused(SourcePresence presence)
    {
        await using var service = await StartAsync(presence, presence);

        var answer = await service.GetAsync($"/tenant?tenant={Tenants.Blue}", Tenants.Claim(Tenants.Red));

        Assert.Equal((HttpStatusCode.Forbidden, "RF5105"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_malformed_name_beside_a_good_one_is_refused()
    {
        await using var service = await StartAsync();

        var answer = await service.GetAsync("/tenant?tenant=red", Tenants.Claim(Tenants.Red));

        Assert.Equal("RF5105", answer.Code);
    }

    [Theory]
    [InlineData("/tenant", "tenant_id=" + Tenants.Red)]
    [InlineData("/tenant?tenant=" + Tenants.Red, "sub=ann")]
    [InlineData("/tenant", "sub=ann")]
    public async Task A_required_source_that_is_absent_refuses_the_request(string path, string claims)
    {
        await using var service = await StartAsync();

        var answer = await service.GetAsync(path, claims);

        Assert.Equal((HttpStatusCode.Forbidden, "RF5102"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("/tenant", "tenant_id=" + Tenants.Red)]
    [InlineData("/tenant?tenant=" + Tenants.Red, "sub=ann")]
    public async Task An_optional_source_may_be_absent(string path, string claims)
    {
        await using var service = await StartAsync(SourcePresence.Optional, SourcePresence.Optional);

        var answer = await service.GetAsync(path, claims);

        Assert.Equal(Tenants.Red, answer.Body);
    }

    [Fact]
    public async Task A_required_source_is_required_beside_an_optional_one_that_is_there()
    {
        await using var service = await StartAsync(SourcePresence.Required, SourcePresence.Optional);

        var answer = await service.GetAsync($"/tenant?tenant={Tenants.Red}", "sub=ann");

        Assert.Equal("RF5102", answer.Code);
    }

    [Fact]
    public async Task One_of_the_optional_sources_must_be_there()
    {
        await using var service = await StartAsync(SourcePresence.Optional, SourcePresence.Optional);

        var answer = await service.GetAsync("/tenant", "sub=ann");

        Assert.Equal("RF5102", answer.Code);
    }

    [Theory]
    [InlineData(Tenants.Red, Tenants.Red)]
    [InlineData("sub=ann", "RF5103")]
    public async Task Another_source_does_not_take_the_place_of_membership(string claim, string expected)
    {
        await using var service = await WebService.StartAsync(
            app => app.MapGet("/{tenant}", () => Tenants.Current),
            options =>
            {
                options.FromRouteValue("tenant", Members.Has);
                options.FromClaim("tenant_id");
            }
        );
        var member = claim == Tenants.Red ? Members.Claim(claim) : claim;

        var answer = await service.GetAsync($"/{Tenants.Red}", $"{Tenants.Claim(Tenants.Red)};{member}");

        Assert.Equal(expected, answer.Code ?? answer.Body);
    }

    private static Task<WebService> StartAsync(
        SourcePresence claim = SourcePresence.Required,
        SourcePresence query = SourcePresence.Required
    ) =>
        WebService.StartAsync(
            app => app.MapGet("/tenant", () => Tenants.Current),
            options =>
            {
                options.FromClaim("tenant_id", claim);
                options.From(FromQueryAsync, query);
            }
        );

    private static ValueTask<string?> FromQueryAsync(HttpContext context) =>
        ValueTask.FromResult((string?)context.Request.Query["tenant"]);
}
