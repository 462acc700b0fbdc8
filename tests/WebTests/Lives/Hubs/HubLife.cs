namespace WebTests.Lives.Hubs;

/// <summary>A hub connection that tells the notes, in one of the ways of <see cref="NoteHub"/>.</summary>
internal sealed class HubLife(HubCaller caller, Func<Task<string>> next) : ILife
{
    public static async Task<ILife> OpenAsync(LifeService service, string transport, string method, string tenant)
    {
        var caller = await HubCaller.OpenAsync(transport, service, Tenants.Claim(tenant));
        if (method == nameof(NoteHub.Read))
        {
            return new HubLife(caller, async () => (await caller.InvokeAsync(method))!);
        }

        await caller.StartStreamAsync(method, tenant);
        return new HubLife(
            caller,
            () =>
            {
                service.Pace.Step(tenant);
                return caller.NextItemAsync();
            }
        );
    }

    public Task<string> NextAsync() => next();

    public ValueTask DisposeAsync() => caller.DisposeAsync();
}
