using System.Net;
using Microsoft.AspNetCore.Builder;
using Ringfence.AspNetCore;
using WebTests.Database;

namespace WebTests.Lives.Hubs;

/// <summary>The token of a connection in the wrong hands.</summary>
public sealed class HubTokenTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Another_tenant_cannot_use_a_connection_whose_token_it_has_learned(string method)
    {
        await using var service = await LifeService.StartAsync(postgres);
        await using var wire = await PollWire.OpenAsync(service, Tenants.Claim(Tenants.Red));
        await using var red = await HubCaller.ShakeHandsAsync(wire);
        await red.InvokeAsync(nameof(NoteHub.Read));
        var blue = new HubHttp(service, Tenants.Claim(Tenants.Blue), wire.Token);

        using var response = await blue.SendAsync(
            new HttpMethod(method),
            $"/hub?id={wire.Token}",
            method == "POST" ? """{"type":1,"target":"Read","arguments":[]}""" : null
        );

        var answer = await Answer.ReadAsync(response);
        Assert.Equal((HttpStatusCode.Forbidden, "RF5110"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(Tenants.Red)]
    [InlineData(Tenants.Blue)]
    public async Task A_hub_that_needs_no_tenant_is_no_way_to_a_connection_of_one_that_does(string tenant)
    {
        await using var service = await LifeService.StartAsync(
            postgres,
            map: app => app.MapHub<NoteHub>("/open").WithoutTenant()
        );
        await using var wire = await PollWire.OpenAsync(service, Tenants.Claim(Tenants.Red));
        await using var red = await HubCaller.ShakeHandsAsync(wire);
        await red.InvokeAsync(nameof(NoteHub.Read));
        var other = new HubHttp(service, Tenants.Claim(tenant), wire.Token);

        using var response = await other.SendAsync(
            HttpMethod.Post,
            $"/open?id={wire.Token}",
            """{"type":1,"target":"Read","arguments":[]}"""
        );

        Assert.Equal("RF5110", (await Answer.ReadAsync(response)).Code);
    }

    [Fact]
    public async Task Another_tenant_that_comes_first_with_a_negotiated_token_acts_for_itself()
    {
        await using var service = await LifeService.StartAsync(postgres);
        await service.AddAsync(Tenants.Red, "red 1");
        var red = await HubHttp.NegotiateAsync(service, Tenants.Claim(Tenants.Red));
        var blue = new HubHttp(service, Tenants.Claim(Tenants.Blue), red.Token);
        using var first = await blue.SendAsync(HttpMethod.Get, $"/hub?id={red.Token}");
        await blue.PostAsync("""{"protocol":"json","version":1}""");

        await blue.PostAsync("""{"type":1,"invocationId":"1","target":"Read","arguments":[]}""");

        var records = new HubRecords(async () =>
        {
            using var poll = await blue.SendAsync(HttpMethod.Get, $"/hub?id={red.Token}");
            return await poll.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        });
        Assert.Equal("{}", await records.NextAsync());
        Assert.Contains("\"nothing\"", await records.NextAsync(), StringComparison.Ordinal);
    }
}
