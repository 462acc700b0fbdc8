using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Ringfence.AspNetCore;
using Ringfence.AspNetCore.Hubs;
using Ringfence.Tenants;
using WebTests.Database;

namespace WebTests.Lives.Hubs;

public sealed class HubTests(PostgresFixture postgres)
{
    public static TheoryData<string> Transports => ["WebSockets", "ServerSentEvents", "LongPolling"];

    public static MatrixTheoryData<string, string> Ways =>
        new(
            ["WebSockets", "ServerSentEvents", "LongPolling"],
            [nameof(NoteHub.Read), nameof(NoteHub.Watch), nameof(NoteHub.Listen)]
        );

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_hub_connection_keeps_its_tenant(string transport, string method)
    {
        await using var service = await LifeService.StartAsync(postgres);

        await Interleaving.HoldsAsync(service, tenant => HubLife.OpenAsync(service, transport, method, tenant));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_hub_has_its_tenant_when_a_connection_comes_and_goes(string transport)
    {
        var journal = new Journal();
        await using var service = await StartAsync(services => services.AddSingleton(journal));
        var caller = await HubCaller.OpenAsync(transport, service, Tenants.Claim(Tenants.Red));
        await caller.InvokeAsync(nameof(NoteHub.Read));

        await caller.DisposeAsync();

        var left = await journal.Left.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((Tenants.Red, Tenants.Red), (journal.Came, left));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_hub_finds_the_tenant_at_its_connection(string transport)
    {
        await using var service = await LifeService.StartAsync(postgres);
        await using var caller = await HubCaller.OpenAsync(transport, service, Tenants.Claim(Tenants.Red));

        Assert.Equal(Tenants.Red, await caller.InvokeAsync(nameof(NoteHub.Feature)));
    }

    [Fact]
    public async Task A_tenant_that_is_suspended_meanwhile_is_refused_at_its_next_call()
    {
        var store = new TenantStore { [Tenants.Red] = TenantState.Active };
        await using var service = await StartAsync(services => services.AddSingleton<ITenantStore>(store));
        await using var caller = await HubCaller.OpenAsync("WebSockets", service, Tenants.Claim(Tenants.Red));
        var before = await caller.InvokeAsync(nameof(NoteHub.Read));

        store[Tenants.Red] = TenantState.Suspended;
        var suspended = await caller.InvokeAsync(nameof(NoteHub.Read));
        store[Tenants.Red] = TenantState.Active;
        var again = await caller.InvokeAsync(nameof(NoteHub.Read));

        Assert.Equal(("nothing", "nothing"), (before, again));
        Assert.Contains("RF5107", suspended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_tenant_cannot_start_a_stream()
    {
        var store = new TenantStore { [Tenants.Red] = TenantState.Active };
        await using var service = await StartAsync(services => services.AddSingleton<ITenantStore>(store));
        await using var caller = await HubCaller.OpenAsync("WebSockets", service, Tenants.Claim(Tenants.Red));

        store[Tenants.Red] = TenantState.Suspended;
        await caller.StartStreamAsync(nameof(NoteHub.Watch), Tenants.Red);

        Assert.Contains("RF5107", await caller.NextErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_needs_no_tenant_has_none()
    {
        await using var service = await LifeService.StartAsync(
            postgres,
            map: app => app.MapHub<NoteHub>("/open").WithoutTenant()
        );
        var wire = await SocketWire.OpenAsync(service, Tenants.Claim(Tenants.Red), "/open");
        await using var caller = await HubCaller.ShakeHandsAsync(wire);

        var feature = await caller.InvokeAsync(nameof(NoteHub.Feature));
        var notes = await caller.InvokeAsync(nameof(NoteHub.Read));

        Assert.Null(feature);
        Assert.Contains("error", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_was_interrupted_keeps_its_tenant()
    {
        await using var service = await LifeService.StartAsync(
            postgres,
            map: app => app.MapHub<NoteHub>("/lasting", options => options.AllowStatefulReconnects = true)
        );
        await service.AddAsync(Tenants.Red, "red 1");
        var claims = Tenants.Claim(Tenants.Red);
        var http = await HubHttp.NegotiateAsync(service, claims, "/lasting", "&useStatefulReconnect=true");
        var path = $"/lasting?id={http.Token}";
        await using var first = await SocketWire.OpenAsync(service, claims, path);
        await using var caller = await HubCaller.ShakeHandsAsync(first, version: 2);
        var before = await caller.InvokeAsync(nameof(NoteHub.Read));

        await service.AddAsync(Tenants.Red, "red 2");
        await service.AddAsync(Tenants.Blue, "blue 1");
        first.Abort();
        await using var second = await SocketWire.OpenAsync(service, claims, path);
        var moved = await caller.MoveToAsync(second);
        var after = await moved.InvokeAsync(nameof(NoteHub.Read));

        Assert.Equal(("red 1", "red 1,red 2"), (before, after));
    }

    [Fact]
    public async Task A_connection_that_was_interrupted_leaves_nothing_behind_in_the_end()
    {
        WebApplication? running = null;
        await using var service = await LifeService.StartAsync(
            postgres,
            map: app =>
            {
                running = app;
                app.MapHub<NoteHub>("/lasting", options => options.AllowStatefulReconnects = true);
            }
        );
        var claims = Tenants.Claim(Tenants.Red);
        var http = await HubHttp.NegotiateAsync(service, claims, "/lasting", "&useStatefulReconnect=true");
        var path = $"/lasting?id={http.Token}";
        await using var first = await SocketWire.OpenAsync(service, claims, path);
        await using var caller = await HubCaller.ShakeHandsAsync(first, version: 2);
        await caller.InvokeAsync(nameof(NoteHub.Read));
        first.Abort();
        var second = await SocketWire.OpenAsync(service, claims, path);
        await (await caller.MoveToAsync(second)).InvokeAsync(nameof(NoteHub.Read));
        await second.DisposeAsync();

        var connections = running!.Services.GetRequiredService<HubConnections>();
        var stranger = new DefaultHttpContext { Request = { QueryString = new($"?id={http.Token}") } };
        var open = connections.IsForeign(stranger, null);
        await running.StopAsync(TestContext.Current.CancellationToken); // Waits for its connections.

        Assert.Equal((true, false), (open, connections.IsForeign(stranger, null)));
    }

    [Fact]
    public async Task A_store_is_asked_with_no_tenant_in_scope()
    {
        var store = new TenantStore { [Tenants.Red] = TenantState.Active };
        await using var service = await StartAsync(services => services.AddSingleton<ITenantStore>(store));
        await using var caller = await HubCaller.OpenAsync("WebSockets", service, Tenants.Claim(Tenants.Red));

        await caller.InvokeAsync(nameof(NoteHub.Read));

        Assert.Equal((2, Tenants.None), (store.Questions, store.InScope));
    }

    [Fact]
    public async Task A_limit_reaches_the_caller_with_its_code()
    {
        await using var service = await LifeService.StartAsync(postgres);
        await using var caller = await HubCaller.OpenAsync("WebSockets", service, Tenants.Claim(Tenants.Red));

        var answer = await caller.InvokeAsync(nameof(NoteHub.Limited));

        Assert.Contains("RF1005", answer, StringComparison.Ordinal);
        Assert.Contains("(2 s)", answer, StringComparison.Ordinal);
    }

    private Task<LifeService> StartAsync(Action<IServiceCollection> add) => LifeService.StartAsync(postgres, add);
}
