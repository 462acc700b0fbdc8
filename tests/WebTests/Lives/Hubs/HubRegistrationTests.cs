using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.AspNetCore.Hubs;

namespace WebTests.Lives.Hubs;

public sealed class HubRegistrationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Hubs_are_looked_after_whichever_is_added_first(bool isSignalRFirst)
    {
        var services = new ServiceCollection();
        if (isSignalRFirst)
        {
            services.AddSignalR();
        }

        services.AddRingfence().AddAspNetCore();
        services.AddSignalR();

        var handler = services.Last(service => service.ServiceType == typeof(HubConnectionHandler<>));
        Assert.Equal(typeof(TenantHubConnectionHandler<>), handler.ImplementationType);
    }
}
